import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { constants, Script } from 'node:vm'

/** What a file of a bundle is when it runs as a script: a function of what it imports. */
type Shared = (load: NodeJS.Require, imports: readonly object[]) => Record<string, unknown>

/** Scripts that found nothing kept: in the thread that compiles them for all others. */
const fresh: { readonly kept: string; readonly script: Script }[] = []

/** Runs a shared file of the bundle and gives what it exports. What was compiled before is taken as it is; what does not fit this node, it refuses by itself. */
export const run = (file: string, load: NodeJS.Require, imports: readonly object[]): Record<string, unknown> =>
  (scriptOf(file).runInThisContext() as Shared)(load, imports)

/** By itself: what was read of the file is in nobody's hands any more when the script runs, and goes with the next collection. */
function scriptOf(file: string): Script {
  const kept = `${file}.bin`
  const cachedData = existsSync(kept) ? readFileSync(kept) : undefined
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER
  const script = new Script(readFileSync(file, 'latin1'), { filename: file, cachedData, importModuleDynamically })
  if (!cachedData) fresh.push({ kept, script })
  return script
}

/** Leaves what has been compiled so far beside each script. */
export function keep(): void {
  for (const { kept, script } of fresh) writeFileSync(kept, script.createCachedData())
}
