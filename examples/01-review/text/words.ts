// Two views of one text: what a reader's eye takes as a word, and the bare words that texts are compared by.

const BETWEEN_WORDS = /[\s\u2013\u2014]+/u
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u
const EDGES = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu
const BARE_WORD = /[\p{L}\p{N}]+(?:['\u2019]\p{L}+)*/gu

/** Words as they stand on the page, without the punctuation around them: `near-duplicate` and `fs.readFile` are one word each. */
export function readWords(text: string): string[] {
  const words: string[] = []
  for (const token of text.split(BETWEEN_WORDS)) if (LETTER_OR_DIGIT.test(token)) words.push(token.replace(EDGES, ''))
  return words
}

/** Runs of letters and digits in small letters: the same words whatever their case, hyphens and punctuation. */
export const bareWords = (text: string): string[] =>
  (text.match(BARE_WORD) ?? []).map((word) => word.toLowerCase().replaceAll('\u2019', "'"))
