import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { Example, PATIENCE_MS } from '../testing/example.ts'
import { type Scene, sceneAt } from './picture/scene.ts'

const WHAT = 'what is it?'
const WHERE = 'where is it?'
const answer = (prompt: string, { colour, shape, place }: Scene) => (prompt === WHAT ? `a ${colour} ${shape}` : `at the ${place}`)

it(
  'every frame has its caption, and a prompt that changes in the middle of the film changes what is said',
  async () => {
    await using camera = await Example.run(new URL('./main.ts', import.meta.url))
    expect(await camera.exit(), `${camera}`).toBe(0)
    const captions = camera.stdout.filter((line) => line.includes('?'))
    const prompts = captions.map((line) => line.slice(0, line.indexOf('?') + 1))
    const changed = prompts.indexOf(WHERE)
    expect(prompts).toHaveLength(12)
    expect(changed, `${camera}`).toBeGreaterThanOrEqual(6)
    expect(prompts).toEqual(prompts.map((_, i) => (i < changed ? WHAT : WHERE)))

    // The film began before the first caption: which moment that one is of, the film itself tells.
    const film = Array.from({ length: 100 }, (_, moment) => prompts.map((prompt, i) => `${prompt} ${answer(prompt, sceneAt(moment + i))}`))
    expect(film).toContainEqual(captions)
  },
  PATIENCE_MS,
)

it(
  'parley check tells which stream is wired to which slot',
  async () => {
    await using check = await Example.parley(['check', fileURLToPath(new URL('./network.yaml', import.meta.url))])
    expect(await check.exit(), `${check}`).toBe(0)
    expect(check.stdout.join('\n')).toMatch(/^guide: .*\n +picture +image +<- camera:frames \(image\)$/m)
  },
  PATIENCE_MS,
)
