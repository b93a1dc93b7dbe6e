import { describe, expect, it } from 'vitest'
import { takeApart } from './document.ts'
import { LONGEST } from './prose.ts'

const passages = (...lines: string[]) => takeApart(lines.join('\n'), { markdown: true }).passages
const TEXT = 'This paragraph has as many words as it takes to stand alone, and a few more to be safe.'

describe('passages', () => {
  it('are the paragraphs, with their lines and the heading above them', () => {
    expect(passages('# Title', '', TEXT, TEXT, '', '## `Code` *part*', TEXT)).toEqual([
      { number: 0, line: 3, endLine: 4, section: 'Title', text: `${TEXT} ${TEXT}` },
      { number: 1, line: 7, endLine: 7, section: 'Code part', text: TEXT },
    ])
  })

  it('are not made of code, tables, comments and front matter', () => {
    const [only, ...others] = passages(
      '---',
      'title: x',
      '---',
      '```',
      'code',
      '```',
      '| a | b |',
      '|---|---|',
      '| c | d |',
      '',
      '<!-- note -->',
      TEXT,
    )
    expect(only).toMatchObject({ line: 12, text: TEXT })
    expect(others).toEqual([])
  })

  it('keep the items of a list together, one sentence each', () => {
    expect(passages('The options are:', '- one', '- two', '', TEXT).map(({ text }) => text)).toEqual(['The options are:\none\ntwo', TEXT])
  })

  it('end between items when the list is long', () => {
    const found = passages(...Array.from({ length: 40 }, (_, at) => `- Item ${at} of this list has exactly nine words.`))
    expect(found.length).toBeGreaterThan(2)
    for (const { text } of found) expect(text.split(/\s+/).length).toBeLessThanOrEqual(120)
    expect(found.map(({ text }) => text.split('\n').length).reduce((a, b) => a + b)).toBe(40)
  })

  it('of one huge line are whole sentences, and none is lost', () => {
    const line = Array.from({ length: 20_000 }, (_, at) => `Sentence ${at} stands in one line.`).join(' ')
    const found = passages(line)
    expect(found.map(({ text }) => text).join(' ')).toBe(line)
    for (const { line, endLine, text } of found) {
      expect([line, endLine]).toEqual([1, 1])
      expect(text.length).toBeLessThanOrEqual(LONGEST)
      expect(text).toMatch(/^Sentence .*\.$/)
    }
  })

  it('of a line without any space are cut', () => {
    const found = passages('\u{1f600}x'.repeat(30_000))
    expect(found.map(({ text }) => text).join('')).toBe('\u{1f600}x'.repeat(30_000))
    for (const { text } of found) expect(text.isWellFormed()).toBe(true)
  })

  it('of a long paragraph know on which of its lines they begin', () => {
    const lines = Array.from({ length: 60 }, (_, at) => `Line ${at} of this [paragraph](x.md) is one sentence of \`some\` length.`)
    for (const { line, endLine, text } of passages(...lines)) {
      expect(text).toMatch(new RegExp(`^Line ${line - 1} `))
      expect(text).toContain(`Line ${endLine - 1} `)
    }
  })

  it('of a document with CRLF are those of the same document with LF', () => {
    const text = ['# A', '', TEXT, '', '- one', '- two', '', '```', 'x', '```', 'Last.'].join('\n')
    expect(takeApart(text.replaceAll('\n', '\r\n'), { markdown: true })).toEqual(takeApart(text, { markdown: true }))
  })

  it('of an empty document are none', () => {
    expect(passages('')).toEqual([])
    expect(passages('# Only a heading')).toEqual([])
  })
})

describe('an outline', () => {
  it('counts lines as an editor does', () => {
    const lines = (text: string) => takeApart(text, { markdown: true }).outline.lines
    expect([lines(''), lines('a'), lines('a\n'), lines('a\nb'), lines('\n\n')]).toEqual([0, 1, 1, 2, 2])
  })

  it('has the anchors of headings, those named by hand and those of HTML', () => {
    expect(takeApart('# Title {#my-title}\n\n<a id="top"></a>\n\n## Title', { markdown: true }).outline.anchors).toEqual([
      'title',
      'title-1',
      'my-title',
      'top',
    ])
  })
})
