import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findBinary } from '../../packages/runtime/src/broker/binary.ts'
import { ROOT, readPage } from './page.ts'

// The shape of docker-compose.yml, and its servers' configuration as a real nats-server reads it: there is no Docker where these tests run.

interface Service {
  readonly image: string
  readonly profiles: string[]
  readonly command: string[]
  readonly ports: string[]
  readonly volumes: string[]
  readonly healthcheck: { test: string[]; interval: string; retries: number }
  readonly configs: { source: string; target: string }[]
}
interface Compose {
  readonly services: Record<string, Service>
  readonly configs: Record<string, { content: string }>
  readonly volumes: Record<string, unknown>
}

const { parse } = createRequire(join(ROOT, 'packages/runtime/package.json'))('yaml') as typeof import('yaml')
const { services, configs, volumes } = parse(readPage('docker-compose.yml'), { merge: true }) as Compose
const all = Object.entries(services)
const inProfile = (profile: string) => all.filter(([, { profiles }]) => profiles.includes(profile)).map(([name]) => name)

const dir = mkdtempSync(join(tmpdir(), 'parley-compose-'))
afterAll(() => rmSync(dir, { recursive: true }))

test('one profile has a single broker, the other three nodes, and nothing starts without a profile', () => {
  expect(inProfile('single')).toEqual(['nats'])
  expect(inProfile('cluster')).toEqual(['nats-1', 'nats-2', 'nats-3'])
  expect(all.every(([, { profiles }]) => profiles.length === 1)).toBe(true)
})

test.each(all)(
  '%s has a pinned image, a health check on its monitoring port, a volume of its own, and ports on this machine only',
  (name, service) => {
    expect(service.image).toMatch(/^nats:\d+\.\d+\.\d+-alpine$/)
    expect(service.healthcheck.test.join(' ')).toContain('http://127.0.0.1:8222/healthz')
    expect(service.volumes).toEqual([`${name}:/data`])
    expect(volumes).toHaveProperty(name)
    expect(service.ports).toHaveLength(2)
    for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:(4222|8222)$/)
    expect(service.command).toEqual(['nats-server', '--config', service.configs[0]!.target, '--name', name])
    expect(configs).toHaveProperty(service.configs[0]!.source)
  },
)

test('no two nodes of a cluster want the same port of the host', () => {
  const ports = inProfile('cluster').flatMap((name) => services[name]!.ports.map((port) => port.split(':')[1]))
  expect(new Set(ports).size).toBe(ports.length)
})

test.each(Object.entries(configs))(
  'nats-server takes the configuration %s: JetStream, monitoring, and a ping every 5 s',
  (name, { content }) => {
    const file = join(dir, `${name}.conf`)
    writeFileSync(file, content)
    execFileSync(findBinary(), ['-t', '-c', file], { stdio: 'pipe' })
    expect(content).toContain('ping_interval: "5s"')
    expect(content).toContain('http: "0.0.0.0:8222"')
    expect(content).toContain('jetstream { store_dir: "/data" }')
    expect(content).not.toContain('$') // Compose would replace it
  },
)

test('every node of the cluster is in the routes', () => {
  for (const name of inProfile('cluster')) expect(configs.cluster!.content).toContain(`nats://${name}:6222`)
})
