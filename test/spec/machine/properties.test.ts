import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileFlow } from '../../../src/compile-flow.ts'
import { compileFlow as compile, type CompiledFlow } from '../../../engine/machine/compile.ts'
import type { CallEvent, TimerName } from '../../../engine/machine/event.ts'
import { replay } from '../../../engine/machine/replay.ts'
import type { Snapshot } from '../../../engine/machine/snapshot.ts'
import { step } from '../../../engine/machine/step.ts'
import { Invariants } from '../invariants.ts'
import { happenings, World, type Happening } from './any-call.ts'
import { kitchenSink, wholeKitchen } from './kitchen-sink.ts'

const dentist = compileFlow(
  readFileSync(new URL('../../../flows/dentist/dentist.yaml', import.meta.url), 'utf8'),
  'dentist.yaml',
)
const seed = Number(process.env['FC_SEED'] ?? Date.now() % 1_000_000_000)
const numRuns = Number(process.env['FC_RUNS'] ?? 300)
const at = Date.parse('2026-10-08T12:00:00Z')
const started: CallEvent = {
  type: 'call.started',
  at,
  call: { id: 'c-any', lineId: 'CA1', from: '+442079460000', to: '+442079460001', direction: 'inbound' },
  inputs: {},
  seed: 1,
}

interface Visited {
  readonly event: CallEvent
  readonly snapshot: Snapshot
}

/** The flow as if it began in each of its states: deep ones are reached as often as the first. */
function fromEveryState({ flow }: CompiledFlow): CompiledFlow[] {
  return Object.keys(flow.states).map((start) => compile({ ...flow, start }))
}

/** Drives a call through what happens; each snapshot goes through JSON, and what must always hold is checked. */
function drive(compiled: CompiledFlow, sequence: readonly Happening[]): readonly Visited[] {
  const world = new World(compiled, at)
  const invariants = new Invariants()
  const visited: Visited[] = []
  const take = (before: Snapshot | null, event: CallEvent): Snapshot => {
    const { snapshot, effects } = step(compiled, before, event)
    world.follow(effects)
    invariants.check({ snapshot, effects, event, streamLost: world.streamLost })
    visited.push({ event, snapshot })
    return JSON.parse(JSON.stringify(snapshot)) as Snapshot
  }
  let snapshot = take(null, started)
  for (const happening of sequence) snapshot = take(snapshot, world.event(happening, snapshot))
  return visited
}

/** Only what is said is played, and timers ring when they are due; everything awaited stays out. */
function endInSilence(compiled: CompiledFlow, from: Snapshot): string {
  let { snapshot } = step(compiled, from, { type: 'stream.resumed', at: from.context.now })
  for (let n = 0; n < 400 && snapshot.status === 'active'; n++) {
    const { speaking, timers, now } = snapshot.context
    const [timer, due] = (Object.entries(timers) as [TimerName, number][]).sort((a, b) => a[1] - b[1])[0] ?? []
    if (speaking === null && (timer === undefined || due === undefined))
      return `nothing happens in ${JSON.stringify(snapshot.value)}`
    const at = speaking === null ? Math.max(now, due ?? now) : now + 500
    snapshot = step(
      compiled,
      snapshot,
      speaking === null
        ? { type: 'timer.fired', at, timer: timer as TimerName, due: due ?? 0 }
        : { type: 'speech.played', at, id: speaking },
    ).snapshot
  }
  return snapshot.status === 'done' ? 'done' : `still in ${JSON.stringify(snapshot.value)}`
}

const kitchenSinks = fromEveryState(kitchenSink)
const dentists = fromEveryState(dentist)
const wholeKitchens = fromEveryState(wholeKitchen)

describe.each([
  ['the kitchen sink', kitchenSinks],
  ['the dentist', dentists],
  ['a kitchen in which everything is heard', wholeKitchens],
])(`whatever happens to a call of %s (seed ${seed})`, (_, flows) => {
  const anyFlow = fc.constantFrom(...flows)

  test('no step throws, timers told are timers held, one thing is said at a time, and there is no dead end', () => {
    fc.assert(
      fc.property(anyFlow, happenings, (compiled, sequence) => void drive(compiled, sequence)),
      { seed, numRuns },
    )
  })

  test('folding its log gives every stored snapshot byte for byte (P4)', () => {
    fc.assert(
      fc.property(anyFlow, happenings, (compiled, sequence) => {
        const visited = drive(compiled, sequence)
        const folded = [
          ...replay(
            compiled,
            visited.map(({ event }) => event),
          ),
        ]
        expect(folded.map(({ snapshot }) => JSON.stringify(snapshot))).toEqual(
          visited.map(({ snapshot }) => JSON.stringify(snapshot)),
        )
      }),
      { seed, numRuns: numRuns / 3 },
    )
  })

  test('it counts every event, once it is over it stays over, and nothing moves it but the count', () => {
    fc.assert(
      fc.property(anyFlow, happenings, (compiled, sequence) => {
        const visited = drive(compiled, sequence)
        visited.forEach(({ snapshot }, index) => expect(snapshot.seq).toBe(index + 1))
        const end = visited.findIndex(({ snapshot }) => snapshot.status === 'done')
        for (const { snapshot } of end < 0 ? [] : visited.slice(end))
          expect({ ...snapshot, seq: 0 }).toEqual({ ...visited[end]?.snapshot, seq: 0 })
      }),
      { seed, numRuns: numRuns / 3 },
    )
  })

  test('a caller who then says nothing, and a world that never answers, bring it to its end (P10)', () => {
    fc.assert(
      fc.property(anyFlow, happenings, (compiled, sequence) => {
        const last = drive(compiled, sequence).at(-1)?.snapshot
        const end = last === undefined ? 'no call' : endInSilence(compiled, last)
        expect(end).toBe('done')
      }),
      { seed, numRuns: numRuns / 3 },
    )
  })

  test('its snapshot stays under 4 kB', () => {
    fc.assert(
      fc.property(anyFlow, happenings, (compiled, sequence) => {
        for (const { snapshot } of drive(compiled, sequence))
          expect(Buffer.byteLength(JSON.stringify(snapshot))).toBeLessThan(4096)
      }),
      { seed, numRuns: numRuns / 3 },
    )
  })
})

test('the sequences reach every state of the kitchen sink: the properties are not about nothing', () => {
  const reached = new Set<string>()
  for (const [compiled, sequence] of fc.sample(fc.tuple(fc.constantFrom(...kitchenSinks), happenings), {
    seed: 42,
    numRuns: 300,
  }))
    for (const { snapshot } of drive(compiled, sequence).filter(({ snapshot }) => snapshot.context.flow === undefined))
      reached.add(
        typeof snapshot.value === 'string' ? snapshot.value : (Object.keys(snapshot.value as object)[0] ?? ''),
      )
  const settled = Object.values(kitchenSink.flow.states).filter(({ kind }) => kind !== 'branch' && kind !== 'set')
  expect([...reached].toSorted()).toEqual([...settled.map(({ name }) => name), '$ended', '$failed'].toSorted())
})

test('the sequences of the kitchen in which everything is heard run its flows, its repairs and its requests', () => {
  const flows = new Set<string>()
  const whys = new Set<string>()
  for (const [compiled, sequence] of fc.sample(fc.tuple(fc.constantFrom(...wholeKitchens), happenings), {
    seed: 42,
    numRuns: 300,
  })) {
    let before: Snapshot | null = null
    for (const { event, snapshot } of drive(compiled, sequence)) {
      flows.add(snapshot.context.flow ?? '')
      for (const why of step(compiled, before, event).why) whys.add(why)
      before = snapshot
    }
  }
  expect([...flows]).toEqual(
    expect.arrayContaining([
      'car',
      'place',
      'after',
      'pattern_help',
      'pattern_wait',
      'pattern_cancel',
      'pattern_correction',
    ]),
  )
  expect([...whys]).toEqual(
    expect.arrayContaining([
      'a correction',
      'a request',
      'a question in passing',
      'it has happened',
      'it is recorded',
      'one step back',
    ]),
  )
})
