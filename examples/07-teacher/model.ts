/** Logistic regression that learns by one sample at a time: yes or no, from a row of numbers. */
export class Model {
  readonly #weights: Float64Array
  #bias = 0

  constructor(inputs: number) {
    this.#weights = new Float64Array(inputs)
  }

  /** How likely a yes is, from 0 to 1. */
  answer(x: ArrayLike<number>): number {
    let sum = this.#bias
    for (let i = 0; i < this.#weights.length; i++) sum += this.#weights[i]! * x[i]!
    return 1 / (1 + Math.exp(-sum))
  }

  /** One step down the gradient; gives how wrong it was before. `y`: 1 is yes, 0 is no. */
  learn(x: ArrayLike<number>, y: number, rate: number): number {
    const p = this.answer(x)
    const step = rate * (y - p)
    for (let i = 0; i < this.#weights.length; i++) this.#weights[i]! += step * x[i]!
    this.#bias += step
    return -Math.log(Math.max(y === 1 ? p : 1 - p, Number.EPSILON))
  }
}
