// Markdown inside a line: what is left when the marks are gone, and where its links lead. Every repetition is bounded, so that no text makes it slow.

const CODE = /(?<!`)(?<ticks>`{1,8})(?!`)(?<code>[^`]{1,2000}|[^`]{1,1000}`(?!\k<ticks>)[^`]{1,1000})\k<ticks>(?!`)/g
const LINK = /!?\[((?:[^[\]\\]|\\.|\[[^[\]]{0,200}\]){0,500})\](?:\([^()]{0,1000}(?:\([^()]{0,200}\)[^()]{0,200}){0,3}\)|\[[^\]]{0,200}\])/g
const FOOTNOTE = /\[\^[^\]]{1,99}\]/g
const TAG = /<!--.{0,1000}?-->|<\/?[a-z][\w-]*(?:\s[^<>]{0,1000})?\/?>/gi
const ADDRESS = /<?(?:https?:\/\/|ftp:\/\/|mailto:)([^\s<>]{1,2000})>?/g
const PUNCTUATION = /[.,;:!?)]{0,3}$/
const EMPHASIS = /\*{1,3}(?=\S)|(?<=\S)\*{1,3}|~~|(?<![\p{L}\p{N}])_{1,3}(?=\S)|(?<=\S)_{1,3}(?![\p{L}\p{N}])/gu
const LITERAL = new RegExp(`\\\\(?<escaped>[!-/:-@[-\`{-~])|${CODE.source}`, 'g')
const TASK = /^\s*\[[ xX]\]\s+/
const ENTITIES = new Map(
  Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', mdash: '\u2014', ndash: '\u2013', hellip: '\u2026' }),
)

/** An address reads as its host; the punctuation behind it is the sentence's. */
function hostOf(address: string): string {
  const end = PUNCTUATION.exec(address)?.[0] ?? ''
  const [host = ''] = address.slice(0, address.length - end.length).split(/[/?#]/, 1)
  return host + end
}

function unmarked(text: string): string {
  let bare = text
  // twice: an image may stand inside a link
  for (let pass = 0; pass < 2; pass++) bare = bare.replace(LINK, '$1')
  return bare
    .replace(FOOTNOTE, '')
    .replace(ADDRESS, (_, address: string) => hostOf(address))
    .replace(TAG, '')
    .replace(EMPHASIS, '')
    .replace(/&([a-z]{2,6});/g, (entity, name: string) => ENTITIES.get(name) ?? entity)
}

/** The words of a line of prose without Markdown's marks. Code and escaped characters stay as they are: their stars and underscores mean themselves. */
export function plainText(markdown: string): string {
  const literals: string[] = []
  const masked = markdown.replace(TASK, '').replace(LITERAL, (...match) => {
    const { escaped, code } = match.at(-1) as { escaped?: string; code?: string }
    return `\ue000${literals.push(escaped ?? code ?? '') - 1}\ue001`
  })
  return unmarked(masked)
    .replace(/\ue000(\d+)\ue001/g, (_, at: string) => literals[Number(at)] ?? '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** The text with its code spans blanked, everything else in its place. */
export const withoutCode = (markdown: string): string => markdown.replace(CODE, (span) => ' '.repeat(span.length))
