import { setTimeout as pause } from 'node:timers/promises'
import { action, contract, defineAgent, stream } from '@parley/runtime'
import * as z from 'zod'
import { encodePng } from './picture/png.ts'
import { draw, sceneAt } from './picture/scene.ts'

export const Camera = contract({
  name: 'camera',
  streams: { frames: stream.image() },
  actions: { film: action({ input: z.object({ everyMs: z.int().min(1) }) }) },
})

/** @public The network file names it. */
export default defineAgent(Camera, {
  handlers: {
    async film({ everyMs }, { streams, signal }) {
      for (let moment = 0; ; moment++) {
        await streams.write('frames', encodePng(draw(sceneAt(moment))))
        await pause(everyMs, undefined, { signal }) // until whoever wanted the film leaves
      }
    },
  },
})
