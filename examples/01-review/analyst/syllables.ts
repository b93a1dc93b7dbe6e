import { readWords } from '../text/words.ts'

/** What is no English word (`maxRetries`, `v2`, `fs.readFile`, `and/or`, `HTTP`) is read at a glance, whatever its length. */
const GLANCE = 2
const NO_WORD = /[\d_./:@\\]|\p{Ll}\p{Lu}|^\p{Lu}{2,5}$/u

/** Words that break the rules below, as syllables: words. */
const IRREGULAR = new Map(
  [
    '1: does goes shoes queue queues queued prayer',
    '2: argue argued business different doing embed evening every going hatred hundred interest naive naked people queuing sacred someone timeout wicked',
    '3: colonel everything familiar moreover recipe simile',
    '4: nevertheless nonetheless',
  ].flatMap((line) => {
    const [count, words] = line.split(': ') as [string, string]
    return words.split(' ').map((word) => [word, Number(count)] as const)
  }),
)

/** First halves of compounds whose e is silent although more follows: time|stamp, name|space, there|fore. */
const COMPOUND =
  /^(some|time|name|base|note|code|life|home|fore|there|where|use|type|file|site|side|line|like|pipe|state|make)(?=[^aeiouy]+[aeiouy])/
const SILENT_BEFORE_SUFFIX = /([aeiouy][^aeiouy]*[^aeiouyl])e(?=(?:ful|less|ness|ment|ly)(?:ly|ness|s)?$)/
const SILENT_END = /(?<![bcdfgkpstz]l)(?:e|(?<![sxzcg]|[cs]h)es|(?<![td])ed)$/
const SOUNDED_LE = /[bcdfgkpstz]le[sd]$/

/** Neighbouring vowels that are two syllables, and endings that sound one without a vowel. Each match adds one. */
const EXTRA: readonly RegExp[] = [
  /(?<![ct])ia(?!ge)|[ct]ia(?=te)/g, // media, associate; not special, partial, carriage
  /(?<![tscgxln]|sh)io(?=n)|(?<![ctxg])io(?=u(?!r))|(?<!v)io(?!n|u)|vio(?![nru])/g, // period, previous; not action, religion, million, behaviour
  /(?<![gj])eo|geo(?=[gm])/g, // video, geometry; not dungeon
  /crea(?=t(?!ur))|idea|area|react|realit|reali[sz]|theat|inear|uclear|cereal|rearr|reapp|reass/g,
  /(?<!g)ua(?!de|si)/g, // actual, manual; not language, persuade
  /(?<!g)ue(?=[nl]t|n[ct]|l$|ls$|t$)/g, // fluent, influence, cruel
  /ui(?=ng$|ty$)|(?<!g)ui(?=t[iy](?!ng)|d$|ds$|n$|sh)|uo(?!y)/g, // ambiguity, fluid, continuous
  /(?<![ctf])ie(?=n[tc])|ie(?=t)|scien/g, // gradient, quiet, science; not patient
  /(?<=[aeiouy][^aeiouy]+)ie(?=rs?$|st$)|hie(?=r)/g, // easier, happiest, hierarchy
  /ii|yi|[eo]i(?=ng$)|ao|oe(?=ms?$|t)|coe|coa(?=le|li)|oa(?=si)|coo(?=p|rd)|zoo(?=l)|iu|eu(?=[ms])/g, // trying, being, poem, medium
  /[sz]m$|thms?$|[sz]ms$|[bcdgkpt]re$|[sd]n't$/g, // prism, algorithm, centre, didn't
]

function ofPart(part: string): number {
  const known = IRREGULAR.get(part)
  if (known !== undefined) return known
  // qu and a y between vowels are consonants; -gue ends like -g
  let word = part
    .replaceAll('qu', 'qw')
    .replace(/([aeiou])gues?$/, '$1g')
    .replace(COMPOUND, (first) => first.slice(0, -1))
  word = word.replace(/([aeiou])y(?=[aeiou])/g, '$1j').replace(SILENT_BEFORE_SUFFIX, '$1')
  let count = 0
  for (const extra of EXTRA) count += word.match(extra)?.length ?? 0
  if (!SOUNDED_LE.test(word)) word = word.replace(SILENT_END, '')
  return Math.max(1, count + (word.match(/[aeiouy]+/g)?.length ?? 0))
}

/** Syllables of one word as read aloud, by English rules; hyphenated words are counted part by part. */
export function syllables(word: string): number {
  if (NO_WORD.test(word)) return GLANCE
  const plain = word.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('\u2019', "'").toLowerCase()
  let count = 0
  for (const part of plain.split(/[^\p{L}']+/u)) if (part) count += ofPart(part)
  return Math.max(1, count)
}

export const syllablesIn = (text: string): number => readWords(text).reduce((sum, word) => sum + syllables(word), 0)
