import { describeDuration } from '../../time/duration.ts'
import type { NetworkEvent } from '../event.ts'
import { type Face, Steps } from './face.ts'
import type { ViewModel } from './model.ts'
import { count } from './numbers.ts'
import { fraction, type Progress } from './progress.ts'
import { figures } from './render.ts'
import { describeEvent } from './sentence.ts'

/** Plain lines, for a file or a pipe: what happened, and now and then how far it is. */
export class PlainFace implements Face {
  readonly #print: (text: string) => void
  readonly #steps = new Steps()

  constructor(print: (text: string) => void) {
    this.#print = print
  }

  up({ agents }: { agents: readonly { name: string }[] }): void {
    const byName = new Map<string, number>()
    for (const { name } of agents) byName.set(name, (byName.get(name) ?? 0) + 1)
    this.#print(`ready: ${[...byName].map(([name, n]) => (n > 1 ? `${name} × ${n}` : name)).join(', ')}`)
  }

  event(event: NetworkEvent, wasAsked: boolean): void {
    const sentence = describeEvent(event, wasAsked)
    if (sentence !== undefined) this.#print(sentence)
  }

  progress(progress: Progress, nowMs: number): void {
    if (this.#steps.isNew(progress))
      this.#print(`${progress.label} ${Math.floor(fraction(progress) * 100)} % (${figures(progress, nowMs).join(', ')})`)
  }

  line(text: string): void {
    this.#print(text)
  }

  changed(): void {}

  close(model: ViewModel): void {
    if (model.place) this.#print(summary(model))
  }
}

/** What remains to be said once all is over. */
export function summary({ counts: { open, done, failed, missed }, sinceMs, nowMs }: ViewModel): string {
  const parts = [`${count(done)} done`, `${count(failed)} failed`]
  if (open) parts.push(`${count(open)} still open`)
  if (missed) parts.push(`${count(missed)} unseen`)
  return `interactions: ${parts.join(', ')}, in ${describeDuration(nowMs - sinceMs)}`
}
