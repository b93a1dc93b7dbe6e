import { expect, test } from 'vitest'
import { serversOf } from './servers.ts'

test.each([
  ['nats://a:4222', { servers: ['nats://a:4222'] }],
  ['a, nats://b:4223', { servers: ['a', 'nats://b:4223'] }],
  [['a', 'b,c'], { servers: ['a', 'b', 'c'] }],
  ['nats://bob:p%40ss@a:4222,nats://b', { servers: ['nats://a:4222', 'nats://b'], user: 'bob', pass: 'p@ss' }],
  ['tls://t0ken@a', { servers: ['tls://a'], token: 't0ken' }],
])('%j is where the servers are, and who connects', (urls, expected) => {
  expect(serversOf(urls)).toEqual(expected)
})
