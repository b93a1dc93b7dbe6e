import picocolors from 'picocolors'

export type Colors = ReturnType<typeof picocolors.createColors>

/** Colours where the stream is a terminal that wants them (NO_COLOR, FORCE_COLOR, TERM), never in a file. */
export function colorsFor(stream: { readonly isTTY?: boolean }, env: Readonly<Record<string, string | undefined>> = process.env): Colors {
  const wanted = Boolean(env.FORCE_COLOR) || (stream.isTTY === true && env.TERM !== 'dumb')
  return picocolors.createColors(wanted && !env.NO_COLOR)
}
