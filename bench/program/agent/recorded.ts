import { action, contract, defineAgent } from '@parley/runtime'
import * as z from 'zod'
import { startRecording, stopRecording } from '../recorder.ts'
import { Echo } from './echo.ts'

/** The echo, which can be told to record itself. */
export const Recorded = contract({
  name: 'echo',
  actions: {
    ...Echo.actions,
    start: action({ input: z.object({ what: z.enum(['cpu', 'allocated', 'survived']) }) }),
    stop: action({ input: z.object({ file: z.string() }) }),
  },
})

export default defineAgent(Recorded, {
  handlers: {
    echo: (args) => args,
    start: ({ what }) => startRecording(what),
    stop: ({ file }) => stopRecording(file),
  },
})
