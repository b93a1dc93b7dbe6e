import { Worker } from 'bullmq'
import { serve } from '../../program/channel.ts'

serve({
  async open({ url, name }) {
    const worker = new Worker(name, async ({ data }) => ({ n: data.n, text: data.text }), { connection: { url }, concurrency: 128 })
    worker.on('error', (error) => {
      throw error
    })
    await worker.waitUntilReady()
  },
})
