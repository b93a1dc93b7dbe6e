import type { Heading, Outline } from '../splitter/outline.ts'
import type { Finding } from './finding.ts'

const PUNCTUATION = /[.,;:!\u3002\uff0c\uff1b\uff1a\uff01]$/u
const ABBREVIATION = /\b(?:etc|al|inc|ltd|co|e\.g|i\.e|vs)\.$/i

const named = (heading: Heading): string => `h${heading.level} \u201c${heading.text}\u201d`

/** A title in the front matter is as good as a heading of level 1; an empty file lacks more than that. */
function titles({ titled, headings, lines }: Outline): Finding[] {
  const found = headings.filter((heading) => heading.level === 1)
  const [first, second] = found
  if (first && second) {
    const rest = found.length > 2 ? `; ${found.length} in all` : ''
    return [{ kind: 'second-title', line: second.line, text: `${named(second)}, after line ${first.line}${rest}` }]
  }
  if (titled || first || lines === 0) return []
  const opens = headings[0]
  return [{ kind: 'no-title', line: opens?.line ?? 1, text: opens ? `the first heading is ${named(opens)}` : 'no headings at all' }]
}

function skips(headings: readonly Heading[]): Finding[] {
  return headings.flatMap((heading, at) => {
    const above = headings[at - 1]
    if (!above || heading.level <= above.level + 1) return []
    return [{ kind: 'skipped-level' as const, line: heading.line, text: `${named(heading)} right below ${named(above)}` }]
  })
}

/** One finding for each text, at its first repetition: links by name reach the first only. */
function repetitions(headings: readonly Heading[]): Finding[] {
  const places = new Map<string, Heading[]>()
  for (const heading of headings) {
    const key = heading.text.toLowerCase()
    places.set(key, [...(places.get(key) ?? []), heading])
  }
  return [...places.values()].flatMap((all) => {
    const [first, second] = all
    if (!first || !second || first.text === '') return []
    const lines = all.slice(0, 4).map(({ line }) => line)
    return [
      {
        kind: 'same-heading' as const,
        line: second.line,
        text: `\u201c${first.text}\u201d ${all.length} times, on lines ${lines.join(', ')}${all.length > lines.length ? ', \u2026' : ''}`,
      },
    ]
  })
}

/** What is wrong with a document's headings and fences. */
export function headingFindings(outline: Outline): Finding[] {
  if (!outline.markdown) return []
  const { headings } = outline
  const found = [...titles(outline), ...skips(headings), ...repetitions(headings)]
  for (const heading of headings) {
    const { line, text } = heading
    if (text === '') found.push({ kind: 'empty-heading', line, text: `h${heading.level}` })
    else if (PUNCTUATION.test(text) && !ABBREVIATION.test(text)) found.push({ kind: 'heading-end', line, text: named(heading) })
    if (heading.empty) found.push({ kind: 'empty-section', line, text: named(heading) })
  }
  for (const line of outline.cramped) found.push({ kind: 'no-space', line, text: 'reads as text, not as a heading' })
  if (outline.unclosed !== undefined) found.push({ kind: 'open-fence', line: outline.unclosed, text: 'everything below is code' })
  return found
}
