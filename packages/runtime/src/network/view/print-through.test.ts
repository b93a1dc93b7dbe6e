import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { printThrough } from './print-through.ts'

const streams = () => [new PassThrough(), new PassThrough()] as unknown as [NodeJS.WriteStream, NodeJS.WriteStream]

test('what is written to either stream comes out in whole lines, in order', () => {
  const [out, err] = streams()
  const lines: string[] = []
  const release = printThrough([out, err], (text) => lines.push(text))
  out.write('one ')
  err.write('an error\n')
  out.write('line\nand a ')
  out.write(new TextEncoder().encode('second\n'))
  expect(lines).toEqual(['an error\n', 'one line\n', 'and a second\n'])
  release()
})

test('whoever waits for a write is called', async () => {
  const [out] = streams()
  const release = printThrough([out], () => {})
  await new Promise<void>((resolve) => out.write('a\n', () => resolve()))
  await new Promise<void>((resolve) => out.write('b\n', 'utf8', () => resolve()))
  release()
})

test('letting go restores the stream and loses no half line', () => {
  const [out] = streams()
  const release = printThrough([out], () => {})
  out.write('half')
  release()
  out.write(' a line\n')
  expect((out as unknown as PassThrough).read().toString()).toBe('half a line\n')
  expect(Object.hasOwn(out, 'write')).toBe(false)
})
