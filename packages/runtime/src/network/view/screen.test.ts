import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { Screen, type TerminalStream } from './screen.ts'

const START = '\u001b['

/** As much of a terminal as the screen uses: rows that wrap, a cursor that goes up, and what is erased below it. */
class FakeTerminal implements TerminalStream {
  columns: number
  rows = 24
  isCursorShown = true
  #lines: string[] = ['']
  #row = 0
  #column = 0

  constructor(columns: number) {
    this.columns = columns
  }

  write(text: string): boolean {
    for (let rest = text; rest; ) {
      const [sequence, n = '', command] = rest.startsWith(START) ? /^.\[\??(\d*)([AJhl])/.exec(rest)! : []
      if (sequence) {
        if (command === 'A') this.#row = Math.max(0, this.#row - Number(n || 1))
        if (command === 'J') this.#lines = [...this.#lines.slice(0, this.#row), (this.#lines[this.#row] ?? '').slice(0, this.#column)]
        if (command === 'h' || command === 'l') this.isCursorShown = command === 'h'
        rest = rest.slice(sequence.length)
        continue
      }
      this.#put(rest[0]!)
      rest = rest.slice(1)
    }
    return true
  }

  /** The window was dragged: what is longer wraps. */
  resize(columns: number): void {
    const wrapped = this.#lines.flatMap((line) => line.match(new RegExp(`.{1,${columns}}`, 'g')) ?? [''])
    this.#row += wrapped.length - this.#lines.length
    this.#lines = wrapped
    this.columns = columns
  }

  get shown(): string[] {
    return this.#lines.map((line) => line.trimEnd()).slice(0, this.#lines.at(-1) ? undefined : -1)
  }

  #put(character: string): void {
    if (character === '\n') {
      this.#row++
      this.#column = 0
      this.#lines[this.#row] ??= ''
    } else if (character === '\r') this.#column = 0
    else {
      if (this.#column >= this.columns) this.#put('\n')
      const line = this.#lines[this.#row]!.padEnd(this.#column)
      this.#lines[this.#row] = line.slice(0, this.#column) + character + line.slice(this.#column + 1)
      this.#column += stringWidth(character)
    }
  }
}

test('a region is drawn over itself, whether it grows or shrinks', () => {
  const terminal = new FakeTerminal(40)
  const screen = new Screen(terminal)
  terminal.write('$ parley up\n')
  screen.draw(['one', 'two'])
  screen.draw(['one', 'two', 'three'])
  screen.draw(['four'])
  expect(terminal.shown).toEqual(['$ parley up', 'four'])
  expect(terminal.isCursorShown).toBe(false)
})

test('lines come out above it, long ones too', () => {
  const terminal = new FakeTerminal(20)
  const screen = new Screen(terminal)
  screen.draw(['region'])
  screen.above('a\n')
  screen.above(`${'b'.repeat(50)}\nc\n`)
  expect(terminal.shown).toEqual(['a', 'b'.repeat(20), 'b'.repeat(20), 'b'.repeat(10), 'c', 'region'])
})

test('when the window was made narrower, the wrapped region goes whole', () => {
  const terminal = new FakeTerminal(60)
  const screen = new Screen(terminal)
  terminal.write('$\n')
  screen.draw(['x'.repeat(50), 'y'.repeat(10)])
  terminal.resize(20)
  screen.draw(['z'])
  expect(terminal.shown).toEqual(['$', 'z'])
})

test('closing takes it away, gives the cursor back, and later lines are plain', () => {
  const terminal = new FakeTerminal(40)
  const screen = new Screen(terminal)
  screen.draw(['region'])
  screen.close()
  screen.close()
  screen.draw(['never'])
  screen.above('report\n')
  expect(terminal.shown).toEqual(['report'])
  expect(terminal.isCursorShown).toBe(true)
})

test('a stream that does not know its size has one', () => {
  const screen = new Screen({ write: () => true })
  expect(screen.space).toEqual({ columns: 79, rows: 24 })
})
