import { action, contract, defineAgent } from '@parley/runtime'
import * as z from 'zod'

const payload = z.object({ n: z.int(), text: z.string() })

export const Echo = contract({ name: 'echo', actions: { echo: action({ input: payload, output: payload }) } })

export default defineAgent(Echo, { handlers: { echo: (args) => args } })
