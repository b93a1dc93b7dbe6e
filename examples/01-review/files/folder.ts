import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** What is in a folder but is nobody's writing. Hidden folders are left out, too. */
const NOT_WRITTEN = new Set(['node_modules', 'dist', 'build', 'coverage', 'vendor', 'fixtures'])

/** The files below a folder, sorted by path, so that every run sees them in one order. A link to a folder is not followed: it may lead back. */
export async function filesBelow(folder: string): Promise<string[]> {
  const files: string[] = []
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.') && !NOT_WRITTEN.has(entry.name)) files.push(...(await filesBelow(join(folder, entry.name))))
    } else if (entry.isFile() || entry.isSymbolicLink()) files.push(join(folder, entry.name))
  }
  return files
}
