import { ANY, PUBLIC_WORLD, SERVICE_VERBS, serviceSubjects, subjectsOf } from '@parley/protocol'
import { inboxPrefixOf } from '../bus/inbox.ts'
import type { Identity } from './identity.ts'

/** The subjects that an identity may publish to and subscribe to. What is not here it may not. */
export interface Rights {
  readonly publish: readonly string[]
  readonly subscribe: readonly string[]
}

/**
 * The least that an identity needs in a world.
 *
 * P1. Where a subject names its speaker, an identity publishes under its own name only.
 * P2. It hears what is addressed to it, and what is for everybody; others' requests, statuses and samples are for watchers at most.
 * P3. Of JetStream's API nobody but the provisioner gets more than the claims that are for him, each by its subject: whoever makes a consumer makes the server
 *     publish as anybody.
 * P4. Nobody gets `allow_responses`: a reply subject that somebody else chose would be a way to speak as oneself anywhere.
 */
export function rightsOf({ name, role }: Identity, world: string): Rights {
  if (role === 'provisioner') return { publish: ['$JS.API.>'], subscribe: [`${inboxPrefixOf(world, name)}.>`] }
  if (role === 'watcher') return { publish: [], subscribe: seen(world) }
  const own = member(world, name)
  if (role === 'member') return own
  return {
    publish: [...own.publish, ...discovery('*')],
    // `_INBOX`: where tools that use this identity have agents answer.
    subscribe: [...new Set([...own.subscribe, ...seen(world), '_INBOX.>'])],
  }
}

/** In its own world, and under the same name in the one that all worlds share. */
function member(world: string, name: string): Rights {
  const worlds = [...new Set([world, PUBLIC_WORLD])]
  return {
    publish: [...worlds.flatMap((one) => says(one, name)), '_INBOX.>'],
    subscribe: [...worlds.flatMap((one) => hears(one, name)), ...discovery(name), `${inboxPrefixOf(world, name)}.>`],
  }
}

function says(world: string, name: string): string[] {
  const { interaction, status, control, stream, presence, claim, claimChunk } = subjectsOf(world)
  return [
    interaction('*', name),
    status('*', '*', '*', name),
    control('*', '*', name),
    stream(name, '*', '*', '*', '*'),
    presence(name, '*'),
    claim('*', name, '*', '*'),
    claimChunk(name, '*', '*', '*'),
    claimChunk(ANY, '*', '*', '*'),
    // Class durable comes here: work requests and signals as oneself, one's own journal and record, MSG.NEXT and ACK of one's own consumer.
  ]
}

function hears(world: string, name: string): string[] {
  const { interaction, status, control, stream, presence } = subjectsOf(world)
  return [
    interaction(name, '*'),
    status(name, '*', '*', '*'),
    control(name, '*', '*'),
    stream('*', '*', name, '*', '*'),
    stream('*', '*', ANY, ANY, '*'),
    presence('*', '*'),
    // Class durable: `recorded` of one's own requests.
  ]
}

/** What goes on in a world, as its watchers see it. */
function seen(world: string): string[] {
  const { statuses, presence, recorded } = subjectsOf(world)
  return [statuses(), presence('*', '*'), recorded('*', '*', '*')]
}

const discovery = (name: string): string[] => SERVICE_VERBS.flatMap((verb) => serviceSubjects(verb, name, '*'))
