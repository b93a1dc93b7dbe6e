// Many agents in one process, each with a connection of its own: to be known, not to be fast.
import { startAgent } from '@parley/runtime'
import echo from './agent/echo.ts'
import { type Opening, serve } from './channel.ts'

const AT_ONCE = 50

serve({
  async open({ url, name, count }: Opening & { count: number }) {
    for (let done = 0; done < count; done += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, count - done) }, (_, i) => `crowd-${done + i}`)
      await Promise.all(some.map((agent) => startAgent(echo, { servers: url, world: name, name: agent })))
    }
  },
})
