import { isBuiltin } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { OnResolveArgs, OnResolveResult, Plugin } from 'esbuild'

/** Packages that go into a bundle, with all that they import: Parley's own and what a Parley agent needs to start. */
const BUNDLED = /^(@parley\/|@nats-io\/|(zod|msgpackr|pino|uuid)(\/|$))/
/** What node can import where it lies. */
const LOADABLE = /\.(c|m)?js$|\.node$/
const PACKAGE_ROOT = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/

/**
 * Leaves other packages where they are installed: a package with native code, or that looks for files beside itself, works as it does without a bundle.
 * The import becomes the absolute address that it has from the importing file, so that a bundle may lie anywhere.
 * A package that resolves to source outside of node_modules (a workspace) is bundled like any source.
 */
export const externals: Plugin = {
  name: 'parley-externals',
  setup(build) {
    /** Roots of bundled packages of others: what these import is bundled too. */
    const bundled = new Set<string>()
    const asking = Symbol('asking')

    build.onResolve({ filter: /^[^./]/ }, async (args): Promise<OnResolveResult | undefined> => {
      const { path, kind, importer, resolveDir } = args
      if (args.pluginData === asking || kind === 'entry-point' || isBuiltin(path) || /^[a-z]+:|^[A-Za-z]:\\/.test(path)) return undefined
      const resolved = await build.resolve(path, { kind, importer, resolveDir, pluginData: asking })
      if (resolved.errors.length || resolved.external) return resolved.external ? { path: resolved.path, external: true } : undefined
      const root = PACKAGE_ROOT.exec(resolved.path)?.[0]
      if (!root || !LOADABLE.test(resolved.path)) return undefined
      const fromBundled = bundled.has(PACKAGE_ROOT.exec(importer)?.[0] ?? '')
      if (!fromBundled && !BUNDLED.test(path)) return { path: address(resolved.path, args), external: true }
      if (!path.startsWith('@parley/')) bundled.add(root)
      return undefined
    })
  },
}

/** `require` takes paths, `import` takes URLs. */
const address = (path: string, { kind }: OnResolveArgs): string => (kind.startsWith('require') ? path : pathToFileURL(path).href)
