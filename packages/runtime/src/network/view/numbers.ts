const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const fine = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })

/** `1,204`. */
export const count = (n: number): string => whole.format(n)

/** `84/s`, `2.5/s`, `12/min`. */
export const rate = (perSecond: number): string =>
  perSecond >= 1 ? `${(perSecond >= 10 ? whole : fine).format(perSecond)}/s` : `${fine.format(perSecond * 60)}/min`
