import { expect, it } from 'vitest'
import { addTime, charactersAt, placesIn } from './said-times.ts'
import type { SaidTime } from './said-times.ts'

const times: SaidTime[] = [
  { characters: 4, samples: 800 },
  { characters: 10, samples: 1200 },
]
const end = { characters: 20, samples: 3200 }

it.each([
  [0, 0],
  [400, 2],
  [800, 4],
  [1000, 7],
  [1200, 10],
  [2200, 15],
  [9000, 20],
])('after %i samples %d characters have been said', (samples, characters) => {
  expect(charactersAt(times, samples, end)).toBe(characters)
})

it('counts on from where a sentence was begun again, and forgets what was not heard of the first try', () => {
  const told: SaidTime[] = []
  for (const time of [
    { characters: 0, samples: 0 },
    { characters: 5, samples: 1000 },
    // Known before it was heard, and never was.
    { characters: 9, samples: 2000 },
    { characters: 0, samples: 1500 },
    { characters: 5, samples: 2500 },
  ])
    addTime(told, time)
  expect(told.map(({ samples }) => samples)).toEqual([0, 1000, 1500, 2500])
  expect(charactersAt(told, 1499, end)).toBeLessThanOrEqual(5)
  expect(charactersAt(told, 1500, end)).toBe(0)
  expect(charactersAt(told, 2000, end)).toBe(2.5)
})

it.each([
  ['Hello — you!', 'Hello, you!', 6, 5],
  ['It’s here.', "It's here.", 9, 9],
  ['Hello 😀 you.', 'Hello you.', 9, 12],
  ['Plain.', 'Plain.', 6, 6],
  ['Plain.', 'Plain.', 0, 0],
])('finds in %j the place of its plain form %j', (text, plain, characters, place) => {
  expect(placesIn(text, plain)(characters)).toBe(place)
})
