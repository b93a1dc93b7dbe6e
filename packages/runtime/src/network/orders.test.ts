import { expect, test } from 'vitest'
import type { WorkerOrders } from '../worker.ts'
import { commandOf } from './orders.ts'
import { parseNetwork } from './parse.ts'
import { roleTableOf } from './roles.ts'
import { describeProblem } from './spec.ts'

const { spec } = parseNetwork(
  {
    agents: {
      camera: { module: 'x', roles: ['source', 'staff'] },
      captioner: { module: 'x', wires: { image: 'camera:frames' }, roles: ['staff'] },
    },
    roles: { viewer: ['ann', 'ben'], staff: ['ann', 'camera'] },
  },
  {},
)
const TABLE = { source: ['camera'], staff: ['camera', 'captioner', 'ann'], viewer: ['ann', 'ben'] }

function ordersFor(agent: string): WorkerOrders {
  const modules = new Map(['camera', 'captioner'].map((name) => [name, { entry: '/x', exportName: 'default', shown: 'x' }]))
  const bundle = { workerFile: 'worker.js', urls: new Map([['/x', 'file:///x.js']]), inputs: [], compile: async () => {}, remove: () => {} }
  const network = { spec: spec!, modules, base: '/', place: describeProblem }
  const common = { task: 'start', servers: '', credentials: undefined, tls: undefined, world: 'w', graceMs: 0, beatMs: undefined } as const
  return JSON.parse(commandOf(network, bundle, agent, common).env.PARLEY_WORKER!) as WorkerOrders
}

test('the roles of a world are those that agents say they have and those of its clients, each holder once', () => {
  expect(roleTableOf(spec!)).toEqual(TABLE)
})

test('an instance is told its wires, if any, and who has which role', () => {
  expect(ordersFor('captioner')).toMatchObject({ wires: { image: 'camera:frames' }, roles: TABLE })
  expect(ordersFor('camera')).toMatchObject({ roles: TABLE })
  expect(ordersFor('camera')).not.toHaveProperty('wires')
})
