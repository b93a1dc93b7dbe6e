/** `${VAR}`, `${VAR:-default}`, and `$$` for a dollar sign that means nothing. A default ends at the first brace. */
const REFERENCE = /\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g

/** A text with its variables replaced, and those that have neither value nor default. As in a shell, `:-` also replaces an empty value. */
export function substitute(text: string, env: Readonly<Record<string, string | undefined>>): { text: string; missing: string[] } {
  const missing: string[] = []
  const whole = text.replace(REFERENCE, (all, variable: string | undefined, fallback: string | undefined) => {
    if (variable === undefined) return all[0]!
    const value = env[variable]
    if (fallback !== undefined) return value || fallback
    if (value === undefined) missing.push(variable)
    return value ?? ''
  })
  return { text: whole, missing }
}
