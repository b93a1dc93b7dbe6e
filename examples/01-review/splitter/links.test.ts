import { describe, expect, it } from 'vitest'
import { blocksOf } from './blocks.ts'
import { linesOf } from './lines.ts'
import { linksOf, namesIn } from './links.ts'

const blocks = (...lines: string[]) => blocksOf(linesOf(lines.join('\n')))
const links = (...lines: string[]) =>
  blocks(...lines)
    .flatMap(linksOf)
    .map(({ target, line }) => `${line} ${target}`)

describe('links', () => {
  it('are found in prose, headings, tables, lists and HTML, with their lines', () => {
    expect(
      links(
        '# [a](a.md)',
        'text',
        'and [b](<b c.md> "title") here',
        '',
        '| [c](c.md) |',
        '|---|',
        '| ![d](d.png) |',
        '',
        '- [e](#e)',
        '',
        '<p>',
        '<img src="f.png">',
      ),
    ).toEqual(['1 a.md', '3 b c.md', '5 c.md', '7 d.png', '9 #e', '12 f.png'])
  })

  it('may go over the end of a line', () => {
    expect(links('a [long', 'name](a.md) and [b](b.md)')).toEqual(['2 a.md', '2 b.md'])
  })

  it('are found in definitions, whoever uses them', () => {
    expect(links('[a]: ./a.md "title"', '[b]: <b.md>', '[c]: https://example.org')).toEqual(['1 ./a.md', '2 b.md'])
  })

  it('to other places than files are left out', () => {
    expect(links('[a](https://example.org) [b](mailto:a@b) [c](//cdn/x) [d]({{ site }}/x) <https://e.org>')).toEqual([])
  })

  it('inside code are none', () => {
    expect(links('`[a](a.md)`', '', '```', '[b](b.md)', '```')).toEqual([])
  })

  it('with parentheses in their target are whole', () => {
    expect(links('[a](a_(b).md)')).toEqual(['1 a_(b).md'])
  })
})

describe('names', () => {
  it('are the anchors that HTML gives', () => {
    expect(blocks('<a id="top"></a>', '', "text <a name='middle'></a>", '`<a id="code">`').flatMap(namesIn)).toEqual(['top', 'middle'])
  })
})
