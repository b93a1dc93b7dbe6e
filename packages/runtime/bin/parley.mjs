#!/usr/bin/env node
// The command line: from source in this repository, built in a published package. One process, and no more loaded than the command needs.
import { existsSync } from 'node:fs'
import module from 'node:module'

const source = new URL('../src/cli/index.ts', import.meta.url)
const built = new URL('../dist/cli/index.js', import.meta.url)

/** Workspace packages resolve to their source; TypeScript is read by tsx, or by Node itself where it can. */
async function readSource() {
  const hook = `export const resolve = (specifier, context, next) => next(specifier, { ...context, conditions: [...context.conditions, '@parley/source'] })`
  module.register(`data:text/javascript,${encodeURIComponent(hook)}`)
  try {
    const tsx = await import('tsx/esm/api')
    tsx.register()
  } catch (error) {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error
    if (process.features.typescript) return
    console.error('parley: BAD_INSTALL: this is a source tree: install its dependencies (tsx is among them), or use Node 22.18 or later')
    process.exit(1)
  }
}

module.enableCompileCache?.()
const fromSource = existsSync(source)
if (fromSource) await readSource()
const { main } = await import((fromSource ? source : built).href)
await main(process.argv.slice(2))
