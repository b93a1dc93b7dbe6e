#!/usr/bin/env node
// The command line: from source in this repository, built in a published package. One process, nothing loaded that the command does not need.
import { existsSync } from 'node:fs'
import { register } from 'node:module'

const source = new URL('../src/cli/index.ts', import.meta.url)
const built = new URL('../dist/cli/index.js', import.meta.url)

/** Workspace packages resolve to their source; TypeScript by tsx, or by Node itself where it can. */
async function readSource() {
  const hook = `export const resolve = (specifier, context, next) => next(specifier, { ...context, conditions: [...context.conditions, '@parley/source'] })`
  register(`data:text/javascript,${encodeURIComponent(hook)}`)
  try {
    const { register: registerTsx } = await import('tsx/esm/api')
    registerTsx()
  } catch (error) {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND' || !process.features.typescript) throw error
  }
}

const fromSource = existsSync(source)
if (fromSource) await readSource()
const { main } = await import((fromSource ? source : built).href)
await main(process.argv.slice(2))
