import { describe, expect, it } from 'vitest'
import { blocksOf, paragraphsOf } from './blocks.ts'
import { linesOf } from './lines.ts'

const blocks = (...lines: string[]) =>
  blocksOf(linesOf(lines.join('\n'))).map(({ kind, lines }) => `${kind} ${lines[0]?.number}-${lines.at(-1)?.number}`)
const kinds = (...lines: string[]) =>
  blocksOf(linesOf(lines.join('\n'))).map((block) => (block.kind === 'prose' && block.item ? 'item' : block.kind))

describe('blocks', () => {
  it('are headings with a mark or an underline, and the prose between them', () => {
    expect(blocks('# One', 'text', 'goes on', '', 'Two', '===', 'text', '', 'Three', '---', 'text')).toEqual([
      'heading 1-1',
      'prose 2-3',
      'heading 5-6',
      'prose 7-7',
      'heading 9-10',
      'prose 11-11',
    ])
  })

  it('give a heading its level and its text without marks at the end', () => {
    expect(blocksOf(linesOf('### A b ###\nC\nd\n===\n#no\n##'))).toMatchObject([
      { kind: 'heading', level: 3, text: 'A b' },
      { kind: 'heading', level: 1, text: 'C d' },
      { kind: 'prose' },
      { kind: 'heading', level: 2, text: '' },
    ])
  })

  it('are code within fences, whatever is in it', () => {
    expect(blocks('```ts', '# no', '', '~~~', '```', 'text')).toEqual(['code 1-5', 'prose 6-6'])
    expect(blocks('~~~~', '~~~', '```', '~~~~~')).toEqual(['code 1-4'])
    expect(blocks('text `a` ```', 'goes on')).toEqual(['prose 1-2'])
  })

  it('are code to the end of a fence that is never closed', () => {
    expect(blocksOf(linesOf('```\na\n\nb'))).toMatchObject([{ kind: 'code', closed: false }])
  })

  it('are code when indented by four, but not inside a list or a paragraph', () => {
    expect(kinds('text', '', '    code', '', '    more', '', 'text')).toEqual(['prose', 'code', 'prose'])
    expect(kinds('- item', '', '    goes on')).toEqual(['item', 'prose'])
    expect(kinds('text', '    goes on')).toEqual(['prose'])
    expect(kinds('- item', '', '      code')).toEqual(['item', 'code'])
  })

  it('are the items of lists, nested and numbered', () => {
    expect(kinds('- a', '- b', '  - c', '    goes on', '1. d', '2. e')).toEqual(['item', 'item', 'item', 'item', 'item'])
    expect(kinds('text', '2026. was a year', '1. first')).toEqual(['prose', 'item'])
  })

  it('are code fences inside items and quotes, too', () => {
    expect(kinds('- ```', '  # code', '  ```', '- b')).toEqual(['code', 'item'])
    expect(kinds('> ```', '> # code', 'text')).toEqual(['code', 'prose'])
    expect(kinds('```', '> ```', '```', 'text')).toEqual(['code', 'prose'])
  })

  it('are quotes as prose, apart from the text around them', () => {
    expect(blocks('text', '> quoted', '> # loud', 'text')).toEqual(['prose 1-1', 'prose 2-3', 'prose 4-4'])
  })

  it('are tables, which are no prose', () => {
    expect(blocks('| a | b |', '|---|---|', '| 1 | 2 |', '', 'a | b', '--- | :-:', 'c | d', '', 'x | y')).toEqual([
      'table 1-3',
      'table 5-7',
      'prose 9-9',
    ])
  })

  it('are HTML to the next blank line, comments and scripts to their end', () => {
    expect(blocks('<div>', 'x', '', 'text')).toEqual(['html 1-2', 'prose 4-4'])
    expect(blocks('<!-- a', '', 'b -->', 'text')).toEqual(['html 1-3', 'prose 4-4'])
    expect(blocks('<script>', '', '</script>', 'text')).toEqual(['html 1-3', 'prose 4-4'])
    expect(blocks('<kbd>Ctrl</kbd> ends it')).toEqual(['prose 1-1'])
    expect(blocks('<https://example.org> is a link')).toEqual(['prose 1-1'])
  })

  it('are front matter only at the front, and only when it ends', () => {
    expect(blocks('---', 'title: A', '---', 'text')).toEqual(['matter 1-3', 'prose 4-4'])
    expect(blocks('+++', 'title = "A"', '+++')).toEqual(['matter 1-3'])
    expect(blocks('text', '', '---', 'text')).toEqual(['prose 1-1', 'rule 3-3', 'prose 4-4'])
    expect(blocks('---', '', 'text')).toEqual(['rule 1-1', 'prose 3-3'])
  })

  it('are rules and definitions', () => {
    expect(kinds('* * *', '', '[a]: ./b.md "title"', '[^1]: A note.', '- a', '---')).toEqual([
      'rule',
      'definition',
      'prose',
      'item',
      'rule',
    ])
  })

  it('of an empty document are none', () => {
    expect(blocks('')).toEqual([])
    expect(blocks('', ' ', '\t')).toEqual([])
  })

  it('hold every line that is not blank exactly once', () => {
    const odd = [
      '- ',
      '-',
      '>',
      '> - > ```',
      '#',
      '####### seven',
      '|',
      '|-|',
      '1)',
      '```',
      '<',
      '<!--',
      '=',
      '===',
      '\t- x',
      '    y',
      '[a]:',
      '[^',
      '+++',
    ]
    for (let shift = 0; shift < odd.length; shift++) {
      const lines = [...odd.slice(shift), ...odd.slice(0, shift)].flatMap((line) => [line, 'w'])
      const seen = blocksOf(linesOf(lines.join('\n'))).flatMap((block) => block.lines.map(({ number }) => number))
      expect(seen).toEqual([...seen].sort((a, b) => a - b))
      expect(new Set(seen).size).toBe(seen.length)
      for (const [at, line] of lines.entries()) if (line === 'w') expect(seen).toContain(at + 1)
    }
  })
})

describe('paragraphs', () => {
  it('of a plain text lie between blank lines, whatever they begin with', () => {
    const found = paragraphsOf(linesOf('# one\n```\n\n\n    - two\n'))
    expect(found.map(({ kind, lines }) => [kind, lines.length])).toEqual([
      ['prose', 2],
      ['prose', 1],
    ])
  })
})
