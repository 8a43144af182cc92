import { expect, it } from 'vitest'
import { learntBefore, returnsTooOften } from '../../../src/call/ownership/told-by-log.ts'
import type { CallEvent } from '../../../engine/machine/event.ts'
import { nothingLearnt } from '../../../engine/turns/floor.ts'
import { readTurn } from '../../../src/call/read-turn.ts'
import { booking, said, salonOn } from './booking.ts'
import { Scenario } from './scenario.ts'

const logOf = (...events: readonly CallEvent[]) =>
  events.map((event, index) => ({ seq: index + 1, id: `e${index}`, event }))
const turn = (learnt?: { cutOffs: number; echoes: boolean }): CallEvent => ({
  type: 'turn.ended',
  at: 1,
  hypotheses: [],
  readings: {},
  matches: {},
  ...(learnt === undefined ? {} : { learnt }),
})

it('what was learnt last is known again', () => {
  expect(learntBefore(logOf(turn()))).toEqual(nothingLearnt)
  const once = { cutOffs: 1, echoes: false }
  const twice = { cutOffs: 2, echoes: true }
  expect(learntBefore(logOf(turn(once), turn(twice), { type: 'stream.resumed', at: 2 }))).toEqual(twice)
})

it('nothing is written of nothing', () => {
  const listening = null
  expect(readTurn(null, listening, { nowMs: 0, timezone: 'UTC' }, nothingLearnt)).toBeNull()
})

it('returns are counted within half a minute', () => {
  const resumed = (at: number): CallEvent => ({ type: 'stream.resumed', at })
  const eight = Array.from({ length: 8 }, (_, n) => resumed(n * 1000))
  expect(returnsTooOften(logOf(...eight), 10_000)).toBe(true)
  expect(returnsTooOften(logOf(...eight.slice(1)), 10_000)).toBe(false)
  expect(returnsTooOften(logOf(...eight), 37_000)).toBe(false)
})

it('a call that gets on between its returns is not given up', () => {
  const eight = Array.from({ length: 8 }, (_, n): CallEvent => ({ type: 'stream.resumed', at: n * 1000 }))
  const said = { ...turn(), at: 500 }
  expect(returnsTooOften(logOf(said, ...eight), 10_000), 'before them all').toBe(true)
  expect(returnsTooOften(logOf(...eight.slice(0, 1), said, ...eight.slice(1)), 10_000)).toBe(false)
  const pressed: CallEvent = { type: 'key.pressed', at: 7500, key: '1', readings: {} }
  expect(returnsTooOften(logOf(...eight, pressed), 10_000)).toBe(false)
  expect(returnsTooOften(logOf(...eight, { type: 'stream.lost', at: 8000, unheard: '' }), 10_000)).toBe(true)
})

it('what one server has learnt of a caller the next one goes on with', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
  await call.hears(said.question)
  // As a server writes it that has taken two turns too early.
  const [session] = call.desk.sessions
  session?.dispatch({ ...turn({ cutOffs: 2, echoes: false }), type: 'turn.ended' } as never)
  await call.wait(200)
  call.crashes()
  call.desk = call.otherServer()
  await call.connects()
  await call.hears(said.question)
  await call.says('haircut')
  await call.hears(said.check)
  const turns = (await call.events()).filter((event) => event.type === 'turn.ended')
  expect(turns.map(({ learnt }) => learnt?.cutOffs)).toEqual([2, 2])
  await call.hangsUp()
  await call.isOverAndGone()
})
