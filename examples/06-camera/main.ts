// Two streams, pictures and a text, matched to the slots of a processor: it says what a camera films, and what it is asked changes in the middle of the film.
import { fileURLToPath } from 'node:url'
import { launch } from '@parley/runtime/network'
import { Camera } from './camera.ts'
import { Captioner } from './captioner.ts'
import { Guide } from './guide.ts'

console.log(`
  camera:frames ─┬────────────────▶ picture ─┐
                 └─▶ guide:prompt ─▶ prompt ─┴─ captioner ─▶ caption
`)

await using net = await launch(fileURLToPath(new URL('./network.yaml', import.meta.url)))
const { client } = net
const film = client.send(client.peer(Camera).film, { everyMs: 100 })
const streams = ['guide:prompt', 'camera:frames'] // in any order: each goes to the slot that its samples fit
let seen = 0
for await (const { caption } of client.peer(Captioner).process({}, { streams, steps: 12 })) {
  console.log(caption)
  if (++seen === 6) await client.peer(Guide).ask({ prompt: 'where is it?' })
}
await film.cancel()
