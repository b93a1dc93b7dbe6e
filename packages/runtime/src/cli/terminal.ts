import { type Colors, colorsFor } from '../network/view/colors.ts'

/** Where a command writes: results on standard output, all else on standard error. */
export class Terminal {
  readonly json: boolean
  readonly out: NodeJS.WriteStream
  readonly err: NodeJS.WriteStream
  readonly colors: Colors

  constructor(json: boolean, out: NodeJS.WriteStream = process.stdout, err: NodeJS.WriteStream = process.stderr) {
    this.json = json
    this.out = out
    this.err = err
    this.colors = colorsFor(out)
  }

  /** A line for a person; nothing where a program reads. */
  print(text: string): void {
    if (!this.json) this.out.write(`${text}\n`)
  }

  /** An object for a program; nothing where a person reads. */
  emit(value: object): void {
    if (this.json) this.out.write(`${jsonText(value)}\n`)
  }

  /** A line beside the results. */
  note(text: string): void {
    this.err.write(`${text}\n`)
  }
}

/** An object as one line. */
export const jsonText = (value: object): string => JSON.stringify(value, jsonOf)

/** Bytes have no JSON; base64 with its name is what a reader can undo. Looks at the value before any `toJSON` of its own. */
export function jsonOf(this: unknown, key: string, value: unknown): unknown {
  const raw = (this as Record<string, unknown>)[key]
  return raw instanceof Uint8Array ? { base64: Buffer.from(raw).toString('base64') } : value
}
