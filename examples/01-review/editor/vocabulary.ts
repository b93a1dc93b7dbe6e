import type { Term } from '../analyst/analysis.ts'

/** How telling the terms of a collection of passages are: tf-idf, where each passage counts as a document. */
export class Vocabulary {
  readonly #passages: number
  readonly #holders = new Map<string, number>()
  readonly #forms = new Map<string, Map<string, number>>()

  constructor(passages: readonly (readonly Term[])[]) {
    this.#passages = passages.length
    for (const terms of passages)
      for (const { stem, form, count } of terms) {
        this.#holders.set(stem, (this.#holders.get(stem) ?? 0) + 1)
        const forms = this.#forms.get(stem) ?? new Map<string, number>()
        this.#forms.set(stem, forms.set(form, (forms.get(form) ?? 0) + count))
      }
  }

  /** The most telling terms of some of the passages, the best first, as they are mostly written. */
  keyTerms(passages: readonly (readonly Term[])[], most: number): string[] {
    const weights = new Map<string, number>()
    for (const terms of passages)
      for (const { stem, count } of terms) {
        const rarity = Math.log(1 + this.#passages / (this.#holders.get(stem) ?? 1))
        weights.set(stem, (weights.get(stem) ?? 0) + (1 + Math.log(count)) * rarity)
      }
    const ranked = [...weights].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    return ranked.slice(0, most).map(([stem]) => this.#written(stem))
  }

  #written(stem: string): string {
    const forms = [...(this.#forms.get(stem) ?? [])].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    return forms[0]?.[0] ?? stem
  }
}
