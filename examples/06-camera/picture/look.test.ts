import { expect, it } from 'vitest'
import { look } from './look.ts'
import { decodePng, encodePng } from './png.ts'
import { COLOURS, type Colour, draw, PLACES, SHAPES } from './scene.ts'

it('sees the colour, the shape and the place of whatever was drawn, from the bytes of the file', () => {
  for (const colour of Object.keys(COLOURS) as Colour[])
    for (const shape of SHAPES)
      for (const place of PLACES) {
        const scene = { colour, shape, place }
        expect(look(decodePng(encodePng(draw(scene))))).toEqual(scene)
      }
})

it('sees nothing on an empty ground', () => {
  expect(() => look({ width: 4, height: 4, rgb: new Uint8Array(48).fill(200) })).toThrow('nothing in the picture')
})

it('refuses a file that is broken, or that is no PNG', () => {
  const file = encodePng(draw({ colour: 'red', shape: 'circle', place: 'left' }))
  expect(() => decodePng(file.with(file.length - 20, 1 + file.at(-20)!))).toThrow('check sum')
  expect(() => decodePng(new TextEncoder().encode('a red circle'))).toThrow('not a PNG')
})
