import type { Plugin } from 'esbuild'

/** What the NATS client imports for whoever has credentials, and makes tables for: more than a MiB in every process. */
const LATE = /^@nats-io\/nkeys$/
const NAMESPACE = 'parley-late'
const OPTIONS = { namespace: NAMESPACE, filter: /./ }

/** Leaves these CommonJS packages where they are installed, and loads them when something of them is first used. */
export const late: Plugin = {
  name: NAMESPACE,
  setup(build) {
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
