import { describeMessage } from '../testing/message-suite.ts'
import { checkSamples } from './sample.ts'

describeMessage('a message of samples', {
  kind: 'samples',
  check: checkSamples,
  minimal: { v: 1, tag: 0, data: [null] },
  full: { v: 1, tag: Number.MAX_SAFE_INTEGER, data: ['text', Uint8Array.of(1, 2), { shape: [2], data: [0.5, 1] }, false] },
  refused: { tag: { tag: 0.5 }, data: { data: [] } },
})
