import { readFile } from 'node:fs/promises'
import { dirname, extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Loader, Plugin } from 'esbuild'

/** What a bundled file finds in the place of these: where its source lies, not the bundle. */
export const ORIGIN_DEFINES = {
  'import.meta.url': '__parley_url',
  'import.meta.filename': '__parley_file',
  'import.meta.dirname': '__parley_dir',
  __filename: '__parley_file',
  __dirname: '__parley_dir',
}

/**
 * Stands at the top of every bundled file: what modules of packages find in the place of theirs, which is the bundle,
 * and a `require` for what is CommonJS inside. Globals where a name declared here could meet the one that a source file gets.
 */
export const ORIGIN_BANNER = [
  "import { createRequire as __parley_require } from 'node:module'",
  'globalThis.__parley_url = import.meta.url, globalThis.__parley_file = import.meta.filename, globalThis.__parley_dir = import.meta.dirname',
  'const require = __parley_require(import.meta.url)',
].join(';')

const LOADERS: Readonly<Record<string, Loader>> = {
  ...{ '.ts': 'ts', '.mts': 'ts', '.cts': 'ts', '.tsx': 'tsx' },
  ...{ '.js': 'js', '.mjs': 'js', '.cjs': 'js', '.jsx': 'jsx' },
}
const MENTIONS = /import\.meta\.(url|filename|dirname)|__filename|__dirname/

/** Tells source files, those outside of node_modules, where they lie: a file beside them is found as if there were no bundle. */
export const origin: Plugin = {
  name: 'parley-origin',
  setup(build) {
    build.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: 'file' }, async ({ path }) => {
      if (/[\\/]node_modules[\\/]/.test(path)) return undefined
      const text = await readFile(path, 'utf8')
      if (!MENTIONS.test(text)) return undefined
      const [url, file, dir] = [pathToFileURL(path).href, path, dirname(path)].map((value) => JSON.stringify(value))
      // On the first line, so that no other moves; a `#!` there would no longer be the first thing in the file.
      const head = `const __parley_url = ${url}, __parley_file = ${file}, __parley_dir = ${dir};`
      return { contents: head + text.replace(/^#!/, '//#!'), loader: LOADERS[extname(path)] ?? 'js' }
    })
  },
}
