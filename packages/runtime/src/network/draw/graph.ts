import type { StreamType } from '@parley/protocol'
import { describeProperties } from '../../interaction/matching.ts'
import type { NetworkSpec } from '../spec.ts'
import type { SlotState, WiredAgent, Wiring } from '../wiring.ts'

/** A place at the side of a node where wires end: a slot on its left, a stream on its right. */
export interface Port {
  readonly name: string
  /** What it takes or gives, in words. */
  readonly detail: string
  readonly type: StreamType | null
  readonly state: SlotState | 'heard' | 'unheard'
}

export interface GraphNode {
  readonly id: string
  /** `outside`: an agent that runs elsewhere. `start`: an entry of `start`. */
  readonly kind: 'agent' | 'outside' | 'start'
  readonly title: string
  readonly instances: number
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
}

export interface GraphEdge {
  readonly from: string
  readonly to: string
  /** The ports at its ends, by their place; null: the node as a whole. */
  readonly output: number | null
  readonly input: number | null
  /** What flows: its type, or nothing. */
  readonly label: string
  readonly type: StreamType | null
  readonly isWrong: boolean
}

/** A network as nodes and edges, before anything has a place. */
export interface Graph {
  readonly title: string
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
}

/** The picture of a network: every agent, every wire that its file names (right or wrong), every entry of `start`. */
export function graphOf(spec: NetworkSpec, wiring: Wiring): Graph {
  const wires = wiring.agents.flatMap((wired) => wiresOf(wired, spec.agents[wired.agent]!.wires))
  const nodes: GraphNode[] = wiring.agents.map((wired) => {
    const { agent, instances } = wired
    return {
      id: agent,
      kind: 'agent',
      title: agent,
      instances,
      inputs: inputsOf(wired, wires),
      outputs: outputsOf(agent, wired.streams, wires),
    }
  })
  for (const name of new Set(wires.map(({ owner }) => owner)))
    if (!nodes.some(({ id }) => id === name))
      nodes.push({ id: name, kind: 'outside', title: name, instances: 1, inputs: [], outputs: outputsOf(name, [], wires) })
  const nodeOf = new Map(nodes.map((node) => [node.id, node]))
  const portOf = (ports: readonly Port[], name: string) => ports.findIndex((port) => port.name === name)
  const edges: GraphEdge[] = wires.map(({ agent, slot, owner, name, state }) => {
    const output = portOf(nodeOf.get(owner)!.outputs, name)
    const { type, detail } = nodeOf.get(owner)!.outputs[output]!
    const input = portOf(nodeOf.get(agent)!.inputs, slot)
    return { from: owner, to: agent, output, input, label: detail, type, isWrong: state === 'wrong' }
  })
  for (const [i, { to, action, steps }] of spec.start.entries()) {
    // A space is in no agent's name.
    const id = `start ${i}`
    const title = steps === undefined ? action : `${action}, ${steps} steps`
    nodes.push({ id, kind: 'start', title, instances: 1, inputs: [], outputs: [] })
    edges.push({ from: id, to, output: null, input: null, label: '', type: null, isWrong: false })
  }
  return { title: spec.world ?? '', nodes, edges }
}

interface Wire {
  readonly agent: string
  readonly slot: string
  readonly owner: string
  readonly name: string
  readonly state: SlotState
}

/** As the file has them; one to a slot that is not there is wrong. Without a word of the agent, nothing is. */
function wiresOf({ agent, slots, isKnown }: WiredAgent, wires: Readonly<Record<string, string>>): Wire[] {
  return Object.entries(wires).map(([slot, hash]) => {
    const [owner = '', name = ''] = hash.split(':')
    const row = slots.find((one) => one.slot.name === slot)
    return { agent, slot, owner, name, state: row?.state ?? (isKnown ? 'wrong' : 'wired') }
  })
}

function inputsOf({ agent, slots }: WiredAgent, wires: readonly Wire[]): Port[] {
  const ports = slots.map(({ slot, state }): Port => ({ name: slot.name, detail: describeProperties(slot), type: slot.type, state }))
  for (const wire of wires)
    if (wire.agent === agent && !ports.some(({ name }) => name === wire.slot))
      ports.push({ name: wire.slot, detail: '', type: null, state: wire.state })
  return ports
}

function outputsOf(agent: string, streams: WiredAgent['streams'], wires: readonly Wire[]): Port[] {
  const heard = wires.filter(({ owner }) => owner === agent)
  const isHeard = (stream: string) => heard.some(({ name }) => name === stream)
  const ports = streams.map(
    (stream): Port => ({
      name: stream.name,
      detail: describeProperties(stream),
      type: stream.type,
      state: isHeard(stream.name) ? 'heard' : 'unheard',
    }),
  )
  for (const { name, state } of heard)
    if (!ports.some((port) => port.name === name))
      ports.push({ name, detail: '', type: null, state: state === 'wrong' ? 'wrong' : 'heard' })
  return ports
}
