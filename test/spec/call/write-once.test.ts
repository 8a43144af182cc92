import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import type { CompiledFlow } from '../../../engine/machine/compile.ts'
import type { CallStore, LedgerEntry, Settled, Step } from '../../../src/store/store.ts'
import { defineTool, type ToolDefinition } from '../../../src/tools/define-tool.ts'
import type { Tool } from '../../../src/tools/tool.ts'
import { booking, said, salonOn } from './booking.ts'
import { flowOf, Scenario } from './scenario.ts'

/** What the other side of a write has done, each time by its key. */
class Diary {
  readonly written: string[] = []
  readonly signals: AbortSignal[] = []
  begun = 0
  takesMs = 300

  /** A tool that writes into it. `reconciles`: it can be asked by the key whether something is there. */
  tool(clock: () => { after(ms: number, run: () => void): unknown }, reconciles: boolean): Tool {
    const input = Type.Object({ kind: Type.String(), note: Type.Optional(Type.String()) })
    const definition: ToolDefinition<typeof input, ReturnType<typeof Type.Object>> = {
      name: 'book',
      description: 'Books it.',
      effect: 'write',
      input,
      output: Type.Object({}),
      handler: async (_, { idempotencyKey, signal }) => {
        this.begun += 1
        this.signals.push(signal)
        await new Promise<void>((go) => void clock().after(this.takesMs, go))
        this.written.push(idempotencyKey)
        return {}
      },
      ...(reconciles ? { reconcile: (key: string) => (this.written.includes(key) ? {} : null) } : {}),
    }
    return defineTool(definition)
  }
}

const points = [
  'the intent is committed',
  'the handler is at work',
  'the result is not written yet',
  'the result is written',
  'the result has not reached the flow',
  'the result has reached the flow',
] as const
type Point = (typeof points)[number]

/** The booking, on a server that dies at a point of its write; then another one has it. */
async function bookingThatDies(point: Point, reconciles: boolean): Promise<{ call: Scenario; diary: Diary }> {
  const never = new Promise<never>(() => {})
  const diary = new Diary()
  let isDead = false
  const die = (): Promise<never> => {
    isDead = true
    call.crashes()
    return never
  }
  const isBooking = ({ intents }: Step): boolean => intents.some(({ tool }) => tool === 'book')
  const isTold = ({ entry: { event } }: Step): boolean => event.type === 'tool.finished' && diary.written.length > 0
  const dyingAt = (store: CallStore): CallStore =>
    new Proxy(store, {
      get(target, name: keyof CallStore) {
        const method = (target[name] as (...args: unknown[]) => Promise<unknown>).bind(target)
        if (name === 'commit')
          return async (step: Step) => {
            if (!isDead && isTold(step) && point === 'the result has not reached the flow') return die()
            const reply = await method(step)
            if (isDead) return reply
            if (isBooking(step) && point === 'the intent is committed') return die()
            return isTold(step) && point === 'the result has reached the flow' ? die() : reply
          }
        if (name === 'settle')
          return async (callId: string, key: string, settled: Settled) => {
            if (isDead || diary.written.length === 0) return method(callId, key, settled)
            if (point === 'the result is not written yet') return die()
            const reply = await method(callId, key, settled)
            return point === 'the result is written' ? die() : reply
          }
        return method
      },
    })
  const look = salonOn(() => call.clock).tools.find(({ name }) => name === 'look') as Tool
  // The handler's own wait goes on: what it has sent is on its way, whoever dies.
  const tools = [look, diary.tool(() => call.clock, reconciles)]
  const call: Scenario = await Scenario.start(booking, { tools, storeBehind: dyingAt })
  await call.hears(said.question)
  await call.says('haircut')
  await call.hears(said.check)
  call.obliging = false
  await call.says('yes')
  if (point === 'the handler is at work') {
    await call.until('the handler is at work', () => diary.begun === 1)
    void die()
  }
  await call.until('the server has died', () => isDead)
  call.desk = call.otherServer()
  await call.connects()
  return { call, diary }
}

async function bookingOf(call: Scenario): Promise<LedgerEntry | undefined> {
  return (await call.store.ledger(call.callId)).find((entry) => entry.call.tool === 'book')
}

describe('a write whose server dies when', () => {
  it.each(points)('%s: it has happened once, where its handler can tell', async (point) => {
    const { call, diary } = await bookingThatDies(point, true)
    await call.hears(said.goodbye)
    expect(call.heard).toContain(said.booked)
    expect(new Set(diary.written).size).toBe(1)
    expect(await bookingOf(call)).toMatchObject({ state: 'done' })
    const { folded, stored } = await call.foldedAndStored()
    expect(folded).toBe(stored)
  })

  it.each(points)('%s: it is never made twice, where nobody can tell', async (point) => {
    const { call, diary } = await bookingThatDies(point, false)
    await call.hears(said.goodbye)
    expect(diary.begun).toBeLessThanOrEqual(1)
    const state = (await bookingOf(call))?.state
    const isKnown = point.endsWith('is written') || point.includes('reached the flow')
    // Nobody saw the handler's answer: the flow is told so, and a person rings back.
    expect({ state, unclear: call.heard.includes('I will ring you back') }).toEqual(
      isKnown ? { state: 'done', unclear: false } : { state: 'uncertain', unclear: true },
    )
  })
})

describe('a write', () => {
  it('is not cancelled by a caller who breaks in', async () => {
    const diary = new Diary()
    diary.takesMs = 2500
    const look = salonOn(() => call.clock).tools.find(({ name }) => name === 'look') as Tool
    const call: Scenario = await Scenario.start(booking, { tools: [look, diary.tool(() => call.clock, false)] })
    await call.hears(said.question)
    await call.says('haircut')
    await call.hears(said.check)
    await call.says('yes')
    await call.until('the handler is at work', () => diary.begun === 1)
    await call.says('stop')
    await call.hears(said.goodbye)
    expect(diary.signals.map(({ aborted }) => aborted)).toEqual([false])
    expect(diary.written).toHaveLength(1)
    expect(await bookingOf(call)).toMatchObject({ state: 'done' })
    await call.isOverAndGone()
  })

  it('that answers after its time-out is recorded, and reaches the flow once: as the time-out', async () => {
    const diary = new Diary()
    diary.takesMs = 9000
    const look = salonOn(() => call.clock).tools.find(({ name }) => name === 'look') as Tool
    const call: Scenario = await Scenario.start(booking, { tools: [look, diary.tool(() => call.clock, false)] })
    await call.hears(said.question)
    await call.says('haircut')
    await call.hears(said.check)
    await call.says('yes')
    await call.hears(said.goodbye)
    await call.wait(5000)
    const finished = (await call.events()).filter((event) => event.type === 'tool.finished')
    expect(finished.map(({ outcome }) => (outcome.ok ? 'ok' : outcome.error))).toEqual(['ok', 'timeout'])
    expect(await bookingOf(call)).toMatchObject({ state: 'done' })
    await call.isOverAndGone()
  })
})

/** Orders, and asks whether to order again, from the same state or from another one. */
function ordering(first: string, second = first): CompiledFlow {
  return flowOf(`
flow: ordering
language: en-GB
timezone: Europe/London
start: greet
slots: { kind: { type: text } }
states:
  greet: { greeting: Hello., next: begin }
  begin: { set: { slots.kind: tea }, next: order }
  order: { tool: book, with: { kind: =slots.kind, note: one }, ${first}, next: more, outcomes: { error: sorry } }
  more:
    decide: Does the caller want it once more?
    prompt: Once more?
    options:
      again: { means: once more, examples: [once more], next: order }
      other: { means: another way, examples: [another way], next: elsewhere }
      enough: { means: enough, examples: [that is all], next: goodbye }
    unsure: goodbye
  elsewhere: { tool: book, with: { kind: =slots.kind, note: two }, ${second}, next: more, outcomes: { error: sorry } }
  sorry: { end: That did not work. }
  goodbye: { end: Goodbye! }
`)
}

describe('a state that is come to again with the same arguments', () => {
  const written = async (flow: CompiledFlow, ...words: readonly string[]): Promise<readonly string[]> => {
    const diary = new Diary()
    const call: Scenario = await Scenario.start(flow, { tools: [diary.tool(() => call.clock, false)] })
    for (const text of words) {
      await call.hears('Once more?')
      await call.wait(500)
      await call.says(text)
    }
    await call.hears('Once more?')
    await call.wait(500)
    await call.says('that is all')
    await call.hears('Goodbye!')
    await call.isOverAndGone()
    return diary.written
  }

  it('is the same write', async () => {
    expect(await written(ordering('timeout: 6s'), 'once more')).toHaveLength(1)
  })

  it('is another one where the flow says again', async () => {
    const keys = await written(ordering('again: true'), 'once more')
    expect(new Set(keys).size).toBe(2)
  })

  it('is another one in another state', async () => {
    expect(new Set(await written(ordering('timeout: 6s'), 'another way')).size).toBe(2)
  })

  it('is one for the whole call by the values of dedupe_on, whatever stands beside them', async () => {
    expect(await written(ordering('dedupe_on: [kind]'), 'once more', 'another way')).toHaveLength(1)
  })
})
