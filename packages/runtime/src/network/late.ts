import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'

/** What the NATS client imports for whoever has credentials, and makes tables for: more than a MiB in every process. */
const LATE = /^@nats-io\/nkeys$/
const NAMESPACE = 'parley-late'
const OPTIONS = { namespace: NAMESPACE, filter: /./ }
/** What writes log lines: half a MiB, and a twentieth of a start. It stays in the bundle; whoever else imports it has it at once, with all its names. */
const LATE_INSIDE = /^pino$/
const LOG = fileURLToPath(new URL('../telemetry/', import.meta.url))
const INSIDE = 'parley-late-inside'

/** Loads these CommonJS packages when something of them is first used; the first ones from where they are installed. */
export const late: Plugin = {
  name: NAMESPACE,
  setup(build) {
    build.onResolve({ filter: LATE_INSIDE, namespace: 'file' }, async ({ path, resolveDir, kind, pluginData, importer }) => {
      if (pluginData === INSIDE || !importer.startsWith(LOG)) return undefined
      const resolved = await build.resolve(path, { kind, resolveDir, pluginData: INSIDE })
      return resolved.errors.length ? undefined : { path: resolved.path, namespace: INSIDE }
    })
    build.onLoad({ namespace: INSIDE, filter: /./ }, ({ path }) => ({
      contents: [
        `const load = () => require(${JSON.stringify(path)})`,
        'module.exports = new Proxy(function () {}, { apply: (_, self, args) => load()(...args), get: (own, name) => load()[name] })',
      ].join('\n'),
      resolveDir: dirname(path),
    }))
    build.onResolve({ filter: LATE, namespace: 'file' }, async ({ path, resolveDir, kind, pluginData }) => {
      if (pluginData === NAMESPACE || kind !== 'require-call') return undefined
      const resolved = await build.resolve(path, { kind, resolveDir, pluginData: NAMESPACE })
      return resolved.errors.length ? undefined : { path: resolved.path, namespace: NAMESPACE }
    })
    build.onResolve(OPTIONS, ({ path }) => ({ path, external: true }))
    build.onLoad(OPTIONS, ({ path }) => ({
      contents: `module.exports = new Proxy({ __esModule: true }, { get: (own, name) => own[name] ?? require(${JSON.stringify(path)})[name] })`,
    }))
  },
}
