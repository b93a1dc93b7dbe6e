import { describe, expect, it } from 'vitest'
import { takeApart } from '../splitter/document.ts'
import { headingFindings } from './headings.ts'

const findings = (...lines: string[]) =>
  headingFindings(takeApart(lines.join('\n'), { markdown: true }).outline).map(({ kind, line }) => `${line} ${kind}`)

describe('headings', () => {
  it('in order are no finding', () => {
    expect(findings('# Title', 'Text.', '## One', 'Text.', '### Deeper', 'Text.', '## Two', 'Text.')).toEqual([])
  })

  it('may not skip a level', () => {
    expect(findings('# Title', 'Text.', '### Deep', 'Text.')).toEqual(['3 skipped-level'])
  })

  it('may rise by any number of levels', () => {
    expect(findings('# Title', 'Text.', '## A', 'Text.', '### B', 'Text.', '#### C', 'Text.', '## D', 'Text.')).toEqual([])
  })

  it('need one of level 1, and only one', () => {
    expect(findings('## Chapter', 'Text.')).toEqual(['1 no-title'])
    expect(findings('# One', 'Text.', '# Two', 'Text.', '# Three', 'Text.')).toEqual(['3 second-title'])
    expect(findings('Only text.')).toEqual(['1 no-title'])
  })

  it('of level 1 may be a title in the front matter or stand in HTML', () => {
    expect(findings('---', 'title: Guide', '---', '## Chapter', 'Text.')).toEqual([])
    expect(findings('<h1 align="center">Parley</h1>', '', 'Text.')).toEqual([])
  })

  it('used again are one finding for each text', () => {
    expect(findings('# T', 'x', '## Example', 'x', '## Example', 'x', '## example', 'x')).toEqual(['5 same-heading'])
  })

  it('need something below them: text, code, a table or a deeper heading', () => {
    expect(findings('# T', '## Empty', '## Code', '```', '```', '## Deeper', '### Down', 'x', '## Last')).toEqual([
      '2 empty-section',
      '9 empty-section',
    ])
  })

  it('are not filled by a comment or a rule', () => {
    expect(findings('# T', 'x', '## Note', '<!-- todo -->', '---')).toEqual(['3 empty-section'])
  })

  it('do not end in punctuation, except a question or an abbreviation', () => {
    expect(findings('# Why?', 'x', '## Colon:', 'x', '## Stop.', 'x', '## Tools etc.', 'x')).toEqual(['3 heading-end', '5 heading-end'])
  })

  it('have a text, and a space before it', () => {
    expect(findings('# T', 'x', '##', 'x', '', '##Cramped')).toEqual(['3 empty-heading', '6 no-space'])
  })

  it('inside code are none, and a fence that never ends is found', () => {
    expect(findings('# T', 'x', '```sh', '# comment', '### also', '```', 'x')).toEqual([])
    expect(findings('# T', '```sh', '# comment')).toEqual(['2 open-fence'])
  })
})

describe('a plain text', () => {
  it('has no headings to be wrong', () => {
    expect(headingFindings(takeApart('### not a heading\n', { markdown: false }).outline)).toEqual([])
  })
})
