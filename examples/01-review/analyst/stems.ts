// A light stemmer: enough to count `message`, `messages` and `messaging` as one term, too little to make two words meet by accident.

const VOWEL = /[aeiouy]/

function withoutPlural(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`
  if (/(?:ss|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2)
  if (/[^siu]s$/.test(word)) return word.slice(0, -1)
  return word
}

function withoutEnding(word: string, ending: 'ed' | 'ing'): string {
  const stem = word.slice(0, -ending.length)
  if (!word.endsWith(ending) || stem.length < 3 || !VOWEL.test(stem)) return word
  return /([^aeiouylsz])\1$/.test(stem) ? stem.slice(0, -1) : stem
}

/** The form that a word's inflections share. It is a key, not a word: show the form that was read. */
export function stem(word: string): string {
  if (word.length < 4) return word
  const singular = withoutPlural(word)
  const base = singular.endsWith('eed') ? singular : withoutEnding(withoutEnding(singular, 'ing'), 'ed')
  return base.replace(/(?<=..[^aeiou])e$/, '').replace(/(?<=..[^aeiou])y$/, 'i')
}
