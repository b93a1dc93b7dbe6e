import { decode } from '@parley/protocol'
import { expect, test } from 'vitest'
import { aRequest } from '../testing/message.ts'
import { RequestWriter } from './request-writer.ts'

test('what goes to many in one turn is encoded once, a pack and one alone each in its own form', async () => {
  let heard = 0
  const writer = new RequestWriter(() => [0, heard++])
  const rows = [{ id: 1, message: aRequest({ id: 'a-1' }) }]
  const pack = writer.write(rows, true)
  expect(writer.write([...rows], true)).toBe(pack)
  expect(decode(pack.data)).toMatchObject({ heard: [0, 0], pack: [expect.any(Array)] })
  expect(decode(writer.write(rows, false).data)).toMatchObject({ id: 'a-1' })
  expect(decode(writer.write([{ id: 2, message: aRequest({ id: 'a-2' }) }], false).data)).toMatchObject({ id: 'a-2' })
  const last = writer.write(rows, true)
  await Promise.resolve()
  expect(decode(writer.write(rows, true).data)).toMatchObject({ heard: [0, 2] })
  expect(decode(last.data)).toMatchObject({ heard: [0, 1] })
})
