const SPECIAL = /[.+^$()|\\]/

/** Whether a word of the command line is a pattern that the shell left to us. */
export const isGlob = (word: string): boolean => /[*?[\]{}]/.test(word)

/** The folder that a pattern's files are below: everything before its first wildcard. */
export function folderOf(pattern: string): string {
  const parts = pattern.split('/')
  const first = parts.findIndex(isGlob)
  return parts.slice(0, first < 0 ? -1 : first).join('/') || (pattern.startsWith('/') ? '/' : '.')
}

/**
 * A pattern as an expression over whole paths with `/` between the folders: `*` and `?` stay inside a folder, `**` is any number of folders,
 * `{a,b}` is either, `[a-z]` one of these characters.
 */
export function matcherOf(pattern: string): RegExp {
  let source = ''
  let open = 0
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] as string
    const set = char === '[' ? /^\[!?[^\]/]+\]/.exec(pattern.slice(at))?.[0] : undefined
    if (pattern.startsWith('**/', at)) {
      source += '(?:[^/]+/)*'
      at += 2
    } else if (pattern.startsWith('**', at)) {
      source += '.*'
      at++
    } else if (char === '*') source += '[^/]*'
    else if (char === '?') source += '[^/]'
    else if (set) {
      source += set.replace('[!', '[^').replaceAll('\\', '\\\\')
      at += set.length - 1
    } else if (char === '{' && pattern.includes('}', at)) {
      source += '(?:'
      open++
    } else if (char === '}' && open > 0) {
      source += ')'
      open--
    } else if (char === ',' && open > 0) source += '|'
    else source += SPECIAL.test(char) || '[]{}'.includes(char) ? `\\${char}` : char
  }
  return new RegExp(`^${source}$`, 'u')
}
