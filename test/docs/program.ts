import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { blocksOf, ROOT } from './page.ts'

const SHIM = join(ROOT, 'packages/runtime/bin/parley.mjs')
/**
 * A folder with the files that a page tells to write: blocks of code with the mark `file: name`.
 * It lies outside of the repository, whose own `.parley` folder may name a broker, and has the packages that tests have.
 */
export function workshop(page: string): { readonly dir: string } & Disposable {
  const dir = mkdtempSync(join(tmpdir(), 'parley-docs-'))
  symlinkSync(join(ROOT, 'test/node_modules'), join(dir, 'node_modules'))
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }')
  for (const { mark, text } of blocksOf(page)) if (mark?.startsWith('file: ')) writeFileSync(join(dir, mark.slice('file: '.length)), text)
  return { dir, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) }
}

/** The lines of a page's shell blocks that call `parley`, as words. Paths of the page's own folder lose it. */
export const commandsOf = (page: string, folder: string): string[][] =>
  blocksOf(page)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.split('\n'))
    .filter((line) => line.startsWith('parley '))
    .map((line) => [...line.matchAll(/(?:[^\s"]+|"[^"]*")+/g)].slice(1).map(([word]) => word.replaceAll('"', '').replace(folder, '')))

/** `parley` as a process. In a world of its own, so that it meets nobody who runs on this machine. */
export function parley(words: readonly string[], { cwd, world }: { cwd: string; world: string }) {
  const { NATS_URL: _, ...env } = process.env
  const child = spawn(process.execPath, [SHIM, ...words], { cwd, env: { ...env, PARLEY_WORLD: world }, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { out: '', err: '' }
  for (const [stream, name] of [[child.stdout, 'out'] as const, [child.stderr, 'err'] as const])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text
    })
  const exited = once(child, 'close').then(([code]) => code as number | null)
  return {
    said,
    exited,
    /** Resolves when its standard output shows this. */
    shows: (what: RegExp, timeout: number) =>
      vi.waitUntil(
        () => {
          if (child.exitCode !== null && !what.test(said.out)) throw new Error(`it ended with ${child.exitCode}: ${said.out}${said.err}`)
          return what.test(said.out)
        },
        { timeout, interval: 20 },
      ),
    /** As Ctrl-C does; gives the exit code. */
    interrupt() {
      child.kill('SIGINT')
      return exited
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) child.kill('SIGTERM')
      await exited
    },
  }
}
