import { expect, it } from 'vitest'
import { compileFlow } from '../../../engine/machine/compile.ts'
import { Recogniser } from '../../../src/call/stream/recogniser.ts'
import { VirtualClock } from '../../stand-ins/virtual-clock.ts'
import { booking, said, salonOn } from './booking.ts'
import { flowOf, Scenario } from './scenario.ts'

it('the greeting does not wait for the recogniser', async () => {
  const call = new Scenario(booking, { tools: salonOn(() => call.clock).tools })
  call.words.refuse(1)
  await call.rings()
  await call.connects()
  await call.wait(200)
  expect(call.heard.length).toBeGreaterThan(0)
  expect(call.faults()).toHaveLength(1)
  await call.hears(said.question)
  await call.says('haircut')
  await call.hears(said.check)
  await call.hangsUp()
  await call.isOverAndGone()
})

it('a recogniser that breaks while nobody speaks is replaced before anybody notices', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
  await call.hears(said.question)
  call.words.breakDown()
  await call.says('haircut')
  await call.hears(said.check)
  expect(call.words.opened).toBe(2)
  expect(call.words.expected?.keywords).toContain('haircut')
  await call.hangsUp()
  await call.isOverAndGone()
})

it('one that breaks in the middle of an answer loses nothing of it', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
  await call.hears(said.question)
  await call.begins('I would like to have a nice new haircut', 'a haircut')
  await call.wait(1200)
  call.words.breakDown()
  await call.until('the caller has spoken', () => !call.line.callerIsSpeaking)
  await call.hears(said.check)
  expect(await call.slots()).toEqual({ kind: 'haircut' })
  await call.hangsUp()
  await call.isOverAndGone()
})

it('one that breaks when the answer is over, before its words: they are asked for again', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools, finalAfterMs: 800 })
  await call.hears(said.question)
  await call.says('haircut')
  await call.until('the turn is over', () => call.notices.some(({ type }) => type === 'words'))
  await call.wait(400)
  call.words.breakDown()
  await call.hears(said.check)
  await call.hangsUp()
  await call.isOverAndGone()
})

it('one that does not come back: the provider is not hammered, and the caller is asked again and then told', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
  await call.hears(said.question)
  call.words.refuse(1_000_000)
  call.words.breakDown()
  await call.says('I would like to have a nice new haircut', 'a haircut')
  await call.hears('Sorry, haircut or colour?')
  await call.says('I would like to have a nice new haircut', 'a haircut')
  await call.hears(said.goodbye)
  const seconds = call.line.moments.length / 50
  expect(call.faults().length).toBeLessThan(seconds)
  await call.isOverAndGone()
})

it('one that breaks again and again as soon as it is open is tried more and more slowly', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
  await call.hears(said.question)
  const before = call.words.opened
  for (let ms = 0; ms < 4000; ms += 10) {
    call.words.breakDown()
    await call.wait(10)
  }
  expect(call.words.opened - before).toBeLessThan(8)
  await call.hangsUp()
  await call.isOverAndGone()
})

it('an answer that breaks every stream which hears it is over without words, and the next one is heard', async () => {
  const clock = new VirtualClock()
  const heard: [number, string | undefined][] = []
  let opened = 0
  const recogniser = new Recogniser({
    words: {
      name: 'fragile',
      batchMs: 0,
      close: async () => {},
      async open({ onWords, onFailure }) {
        opened += 1
        let turn = 0
        return {
          expect() {},
          startTurn: (number) => (turn = number),
          audio() {},
          pause() {},
          cancelTurn() {},
          close() {},
          endTurn: () =>
            turn === 1
              ? onFailure(new Error('broken'))
              : onWords({ turn, hypotheses: [{ text: 'yes', confidence: 1 }], final: true }),
        }
      },
    },
    clock,
    language: 'en-GB',
    onWords: ({ turn, hypotheses }) => heard.push([turn, hypotheses[0]?.text]),
    onFault() {},
  })
  const settle = (): Promise<void> => new Promise((go) => setImmediate(go))
  const says = (turn: number): void => {
    recogniser.startTurn(turn)
    recogniser.audio(new Uint8Array(160))
    recogniser.endTurn()
  }
  await settle()
  says(1)
  for (let n = 0; n < 10; n++) {
    clock.tick(2000)
    await settle()
  }
  expect(heard).toEqual([[1, undefined]])
  expect(opened).toBeLessThan(8)
  says(2)
  expect(heard.at(-1)).toEqual([2, 'yes'])
  recogniser.close()
})

it('words that are late are waited for in the words of the project, where it has any', async () => {
  const moment = flowOf(`
flow: pattern_moment
language: en-GB
start: tell
states: { tell: { say: "Bear with me.", next: back }, back: { end: "" } }
`)
  const own = compileFlow({ ...booking.flow, runs: { ...booking.flow.runs, pattern_moment: moment.flow } })
  const call = await Scenario.start(own, { tools: salonOn(() => call.clock).tools, finalAfterMs: 2600 })
  await call.hears(said.question)
  await call.says('haircut')
  await call.hears('Bear with me.')
  await call.hears(said.check)
  expect(call.heard).not.toContain('One moment, please.')
  await call.hangsUp()
  await call.isOverAndGone()
})

it('words that are late are waited for with a phrase, once, and what comes of them follows it', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools, finalAfterMs: 2600 })
  await call.hears(said.question)
  await call.says('haircut')
  await call.hears('One moment, please.')
  await call.hears(said.check)
  expect(call.heard.split('One moment, please.')).toHaveLength(2)
  // It is no part of the flow: a call that is folded again knows nothing of it.
  expect(JSON.stringify(await call.slots())).toContain('haircut')
  await call.hangsUp()
  await call.isOverAndGone()
})
