import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Chain, type Link } from './chain.ts'

const itemsOf = (chain: Chain<number>): number[] => {
  const items: number[] = []
  for (let link = chain.first; link; link = link.after) items.push(link.item)
  return items
}

test('items stand in the order in which they came, and each leaves from wherever it is, once', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 30 }), { maxLength: 60, size: 'max' }), (leaving) => {
      const chain = new Chain<number>()
      const links = Array.from({ length: 20 }, (_, i) => chain.add(i))
      let left = links.map(({ item }) => item)
      for (const i of leaving) {
        if (i >= links.length) left = [...left, links.push(chain.add(links.length)) - 1]
        else {
          links[i]!.leave()
          left = left.filter((item) => item !== i)
        }
        expect(itemsOf(chain)).toEqual(left)
        expect([chain.empty, chain.last?.item]).toEqual([left.length === 0, left.at(-1)])
      }
    }),
  )
})

test('who has left holds on to nobody', () => {
  const chain = new Chain<number>()
  const [, second] = [chain.add(1), chain.add(2), chain.add(3)] as Link<number>[]
  second!.leave()
  expect([second!.chain, second!.before, second!.after]).toEqual([null, null, null])
})
