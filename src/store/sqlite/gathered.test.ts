import { expect, it } from 'vitest'
import { Gathered } from './gathered.ts'

it('answers what is asked in one go by one piece of work, each with its own reply', async () => {
  const worked: (readonly number[])[] = []
  const doubled = new Gathered((numbers: readonly number[]) => {
    worked.push(numbers)
    return numbers.map((n) => n * 2)
  })
  expect(await Promise.all([doubled.add(1), doubled.add(2), doubled.add(3)])).toEqual([2, 4, 6])
  expect(await doubled.add(4)).toBe(8)
  expect(worked).toEqual([[1, 2, 3], [4]])
})

it('fails all of what was asked where the work fails, and goes on with the next', async () => {
  let isBroken = true
  const same = new Gathered((numbers: readonly number[]) => {
    if (isBroken) throw new Error('broken')
    return numbers
  })
  const both = [same.add(1), same.add(2)]
  await expect(both[0]).rejects.toThrow('broken')
  await expect(both[1]).rejects.toThrow('broken')
  isBroken = false
  expect(await same.add(3)).toBe(3)
})
