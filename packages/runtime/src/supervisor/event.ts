import type { ParleyError } from '@parley/protocol'
import type { ChildExit } from './child.ts'

/** Which seat of a network: the n-th instance of an agent, counted from 1, whichever process fills it. */
export interface Seat {
  readonly agent: string
  readonly number: number
}

export type SupervisorEvent =
  | (Seat & { readonly kind: 'starting'; readonly pid: number | undefined })
  | (Seat & { readonly kind: 'ready'; readonly pid: number | undefined; readonly instance: string; readonly tookMs: number })
  | (Seat & { readonly kind: 'exited'; readonly pid: number | undefined; readonly instance: string | undefined } & Omit<
        ChildExit,
        'wasReady'
      >)
  | (Seat & { readonly kind: 'restarting'; readonly inMs: number; readonly attempt: number })
  /** It has ended and stays so, in order. */
  | (Seat & { readonly kind: 'stopped' })
  /** It does not stay up; the network comes down with this error. */
  | (Seat & { readonly kind: 'failed'; readonly error: ParleyError })

/** One line that an agent's process wrote. */
export interface AgentLine extends Seat {
  readonly instance: string | undefined
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
}

export type SeatState = 'waiting' | 'starting' | 'ready' | 'restarting' | 'stopping' | 'stopped' | 'failed'

/** What is known of one seat now. */
export interface AgentView {
  readonly name: string
  readonly number: number
  readonly instance: string | undefined
  readonly pid: number | undefined
  readonly state: SeatState
  /** How often it was started again, in all. */
  readonly restarts: number
}

/** The end of an instance's name: its beginning is the time, the same for all that start together. */
export const shortInstance = (instance: string): string => instance.slice(-4)

/** What stands before a line in a terminal: `captioner/x4f2`, or the seat's number before it is known who sits there. */
export const prefixOf = ({ agent, number, instance }: Pick<AgentLine, 'agent' | 'number' | 'instance'>): string =>
  `${agent}/${instance ? shortInstance(instance) : number}`
