import { describe, expect, it } from 'vitest'
import { plainText, withoutCode } from './inline.ts'

describe('plain text', () => {
  it.each([
    ['**bold**, *thin* and ~~gone~~ __words__', 'bold, thin and gone words'],
    ['snake_case_name and 2 * 3 * 4', 'snake_case_name and 2 * 3 * 4'],
    ['`a*b*c` and ``with ` tick``', 'a*b*c and with ` tick'],
    ['a [link](https://example.org/x_(y) "title") here', 'a link here'],
    ['a [reference][ref] and a [collapsed][]', 'a reference and a collapsed'],
    ['[![image](a.png)](b.md) and ![alt](c.png)', 'image and alt'],
    ['see <https://example.org/a/b?c>, or https://nodejs.org/api/.', 'see example.org, or nodejs.org.'],
    ['a note[^1] and <kbd>Ctrl</kbd> &amp; <!-- hidden --> more', 'a note and Ctrl & more'],
    ['[ ] open task', 'open task'],
    ['\\*not thin\\* and a\\_b', '*not thin* and a_b'],
    ['a  b\tc', 'a b c'],
    ['array[0] and f(x) [sic]', 'array[0] and f(x) [sic]'],
  ])('of %s is %s', (markdown, plain) => {
    expect(plainText(markdown)).toBe(plain)
  })

  it.each(['[', '![', '`', '*', '_a', '<a ', '](', '](a(', 'https://', 'https://....', '[^', '<!--', '&', '\\', '{#'])(
    'of thousands of %s is found in no time',
    (mark) => {
      const before = performance.now()
      plainText(mark.repeat(16_000 / mark.length))
      expect(performance.now() - before).toBeLessThan(2_000)
    },
  )
})

describe('text without code', () => {
  it('has everything else in its place', () => {
    expect(withoutCode('a `[b](c)` [d](e)')).toBe('a          [d](e)')
  })
})
