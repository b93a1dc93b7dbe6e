import { contract, defineAgent, processor, slot } from '@parley/runtime'
import { look } from './picture/look.ts'
import { decodePng } from './picture/png.ts'
import type { Scene } from './picture/scene.ts'

export const Captioner = contract({
  name: 'captioner',
  actions: {
    process: processor({
      // `queue`: every frame, not the newest only.
      stdin: { picture: slot.image({ policy: 'queue' }), prompt: slot.text({ default: 'what is it?' }) },
      stdout: { caption: slot.text() },
    }),
  },
})

/** @public The network file names it. */
export default defineAgent(Captioner, {
  handlers: {
    process: ({ picture, prompt }) => ({ caption: `${prompt} ${answer(prompt, look(decodePng(picture)))}` }),
  },
})

function answer(prompt: string, { colour, shape, place }: Scene): string {
  if (prompt.startsWith('where')) return `at the ${place}`
  return `a ${colour} ${shape}`
}
