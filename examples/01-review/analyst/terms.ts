import type { Term } from './analysis.ts'
import { stem } from './stems.ts'
import { STOP_WORDS } from './stopwords.ts'

const WORD = /[\p{L}\p{N}_]+(?:['\u2019]\p{L}+)*/gu
const SHORTEST = 3
const LONGEST = 40
const IS_TERM = /^\p{L}[\p{L}\p{N}']*$/u

/** The words of a passage that may be key terms: how often each stem occurs, and how it is written there. Sorted by stem. */
export function terms(text: string): Term[] {
  const found = new Map<string, Map<string, number>>()
  for (const [written] of text.matchAll(WORD)) {
    const word = written.replaceAll('\u2019', "'").toLowerCase().replace(/'s?$/, '')
    if (word.length < SHORTEST || word.length > LONGEST || !IS_TERM.test(word) || STOP_WORDS.has(word)) continue
    const key = stem(word)
    const forms = found.get(key) ?? new Map<string, number>()
    found.set(key, forms)
    // NATS and JetStream stay as they are; a capital at the front is mostly the sentence's
    const form = /.\p{Lu}/u.test(written) ? written.slice(0, word.length) : word
    forms.set(form, (forms.get(form) ?? 0) + 1)
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([stem, forms]) => ({ stem, ...mostFrequent(forms) }))
}

function mostFrequent(forms: ReadonlyMap<string, number>): { form: string; count: number } {
  let count = 0
  let best = ''
  let most = 0
  for (const [form, times] of forms) {
    count += times
    if (times > most || (times === most && form < best)) [best, most] = [form, times]
  }
  return { form: best, count }
}
