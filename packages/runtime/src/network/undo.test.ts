import { expect, test } from 'vitest'
import { Undo } from './undo.ts'

test('what was done is undone last first, once, and late additions at once', async () => {
  const undone: string[] = []
  const undo = new Undo()
  for (const name of ['a', 'b']) undo.add(() => undone.push(name))
  await Promise.all([undo.run(), undo.run()])
  undo.add(async () => undone.push('late'))
  await undo.run()
  expect(undone).toEqual(['b', 'a', 'late'])
})

test('a step that throws keeps no other from being taken', async () => {
  const undone: string[] = []
  const undo = new Undo()
  undo.add(() => undone.push('first'))
  undo.add(() => {
    throw new Error('stuck')
  })
  await expect(undo.run()).rejects.toThrow('stuck')
  expect(undone).toEqual(['first'])
})
