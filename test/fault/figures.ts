process.env.PARLEY_LOG ??= 'silent' // what is refused is what some of these tests are about

/** Prints what was measured, for docs/reliability.md, when PARLEY_FIGURES is set. */
export function figures(of: string, values: object): void {
  if (process.env.PARLEY_FIGURES) console.info(`${of}: ${JSON.stringify(values)}`)
}

export const MIB = 1024 * 1024
