import { defineAgent, processor, slot, stream } from '@parley/runtime'

export const camera = defineAgent({ name: 'camera', actions: {}, streams: { frames: stream.image(), words: stream.text() } })

export const captioner = defineAgent({
  name: 'captioner',
  actions: {
    process: processor({ stdin: { image: slot.image(), style: slot.json({ default: null }) }, stdout: { caption: slot.text() } }, () => ({
      caption: '',
    })),
  },
})
