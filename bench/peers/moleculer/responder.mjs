import { ServiceBroker } from 'moleculer'
import { serve } from '../../program/channel.ts'
import { optionsOf } from './options.mjs'

serve({
  async open({ url, name }) {
    const broker = new ServiceBroker(optionsOf({ url, name, node: 'responder' }))
    broker.createService({
      name: 'echo',
      actions: {
        echo: {
          params: { n: 'number', text: 'string' },
          handler: ({ params }) => ({ n: params.n, text: params.text }),
        },
      },
    })
    await broker.start()
  },
})
