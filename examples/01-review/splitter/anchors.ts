const NOT_IN_ANCHOR = /[^\p{L}\p{M}\p{N}\p{Pc} -]/gu
const BY_HAND = /\s*\{#([\w-]+)\}\s*$/

/** A heading's text, and the anchor that it names by hand: `Title {#title}`. */
export function splitAnchor(text: string): { text: string; anchor?: string } {
  const anchor = BY_HAND.exec(text)?.[1]
  return anchor ? { text: text.replace(BY_HAND, ''), anchor } : { text }
}

/** The anchors of a document's headings by GitHub's rule: small letters, hyphens for spaces, a number for each repetition. */
export function anchorsOf(headings: readonly string[]): string[] {
  const taken = new Map<string, number>()
  return headings.map((text) => {
    const plain = text.toLowerCase().replace(NOT_IN_ANCHOR, '').replaceAll(' ', '-')
    let anchor = plain
    while (taken.has(anchor)) {
      const times = (taken.get(plain) as number) + 1
      taken.set(plain, times)
      anchor = `${plain}-${times}`
    }
    taken.set(anchor, 0)
    return anchor
  })
}
