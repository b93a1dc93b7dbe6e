import { expect, test } from 'vitest'
import { serversOf } from './servers.ts'

test.each([
  ['nats://a:4222', { servers: ['nats://a:4222'] }],
  ['a, nats://b:4223', { servers: ['a', 'nats://b:4223'] }],
  [['a', 'b,c'], { servers: ['a', 'b', 'c'] }],
  ['nats://bob:p%40ss@a:4222,nats://b', { servers: ['nats://a:4222', 'nats://b'], user: 'bob', pass: 'p@ss' }],
  ['NATS://a', { servers: ['NATS://a'] }],
  ['tls://t0ken@a', { servers: ['tls://a'], token: 't0ken' }],
])('%j is where the servers are, and who connects', (urls, expected) => {
  expect(serversOf(urls)).toEqual(expected)
})

test.each(['ws://bob:secret@a:4222', 'nats://a, wss://a', 'http://a'])(
  '%s is not reached by this transport, and is refused without its secret',
  (url) => {
    expect(() => serversOf(url)).toThrow(
      expect.objectContaining({ code: 'BAD_CONFIG', message: expect.stringMatching(/^servers: got \w+:\/\/a/) }),
    )
    expect(() => serversOf(url)).not.toThrow(/secret/)
  },
)
