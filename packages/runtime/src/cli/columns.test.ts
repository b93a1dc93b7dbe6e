import { expect, test } from 'vitest'
import { columns } from './columns.ts'

test('columns line up by what the terminal shows, numbers to the right', () => {
  expect(
    columns(
      ['NAME', 'PID', 'WORLD'],
      [
        ['kamera', 7, 'main'],
        ['字幕', 12_345, 'main'],
      ],
    ),
  ).toEqual(['NAME      PID  WORLD', 'kamera      7  main', '字幕    12345  main'])
})
