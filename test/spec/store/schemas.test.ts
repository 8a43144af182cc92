import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CallEvent } from '../../../engine/machine/event.ts'
import type { Snapshot } from '../../../engine/machine/snapshot.ts'
import { step } from '../../../engine/machine/step.ts'
import { readEvent } from '../../../src/store/read-event.ts'
import { readSnapshot } from '../../../src/store/read-snapshot.ts'
import { StoreError } from '../../../src/store/store-error.ts'
import { happenings, World, type Happening } from '../machine/any-call.ts'
import { kitchenSink, wholeKitchen } from '../machine/kitchen-sink.ts'
import { publishedSchemas, schemaFile } from './generate.ts'

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true })
const isSnapshot = ajv.compile(publishedSchemas().snapshot)
const isEvent = ajv.compile(publishedSchemas().event)
const at = Date.parse('2026-10-08T12:00:00Z')

/** Everything that was stored of a call in which this happened. */
function stored(
  compiled: typeof kitchenSink,
  sequence: readonly Happening[],
): { event: CallEvent; snapshot: Snapshot }[] {
  const world = new World(compiled, at)
  const kept: { event: CallEvent; snapshot: Snapshot }[] = []
  const take = (before: Snapshot | null, event: CallEvent): Snapshot => {
    const { snapshot, effects } = step(compiled, before, event)
    world.follow(effects)
    kept.push({ event, snapshot })
    return snapshot
  }
  let snapshot = take(null, {
    type: 'call.started',
    at,
    call: { id: 'c-any', lineId: 'CA1', from: '+442079460000', to: '+442079460001', direction: 'inbound' },
    inputs: {},
    seed: 1,
  })
  for (const happening of sequence) snapshot = take(snapshot, world.event(happening, snapshot))
  return kept
}

describe('what is stored', () => {
  test.each(['snapshot', 'event'] as const)('the published schema of a %s is the one by which it is read', (name) => {
    const file = JSON.parse(readFileSync(schemaFile(name), 'utf8')) as unknown
    expect(file, 'run: node test/spec/store/generate.ts').toEqual(publishedSchemas()[name])
  })

  test('of any call fits the published schemas, and is read back byte for byte', () => {
    fc.assert(
      fc.property(fc.constantFrom(kitchenSink, wholeKitchen), happenings, (compiled, sequence) => {
        for (const { event, snapshot } of stored(compiled, sequence)) {
          const [eventText, snapshotText] = [JSON.stringify(event), JSON.stringify(snapshot)]
          expect(isEvent(JSON.parse(eventText)), `${ajv.errorsText(isEvent.errors)} in ${eventText}`).toBe(true)
          expect(isSnapshot(JSON.parse(snapshotText)), ajv.errorsText(isSnapshot.errors)).toBe(true)
          expect(JSON.stringify(readEvent(eventText, 'it'))).toBe(eventText)
          expect(JSON.stringify(readSnapshot(snapshotText, 'c-any'))).toBe(snapshotText)
        }
      }),
      { numRuns: 60 },
    )
  })
})

/** What may become of a stored text. */
const damaged: fc.Arbitrary<(text: string) => string> = fc.oneof(
  fc.nat().map((at) => (text: string) => text.slice(0, at % text.length)),
  fc.tuple(fc.nat(), fc.string({ maxLength: 3 })).map(([at, junk]) => (text: string) => {
    const place = at % text.length
    return text.slice(0, place) + junk + text.slice(place + 1)
  }),
  fc.tuple(fc.nat(), fc.jsonValue()).map(
    ([which, value]) =>
      (text: string) =>
        changedAt(text, which, value),
  ),
  fc.tuple(fc.nat()).map(
    ([which]) =>
      (text: string) =>
        changedAt(text, which, undefined),
  ),
  fc.constant((text: string) => changedAt(text, 0, 'x'.repeat(1_000_000))),
  fc.constant(() => '['.repeat(100_000)),
)

/** The text with its n-th field (counted through the whole value) changed, or gone. */
function changedAt(text: string, which: number, value: unknown): string {
  const whole = JSON.parse(text) as unknown
  const places: [Record<string, unknown>, string][] = []
  const look = (one: unknown): void => {
    if (typeof one !== 'object' || one === null) return
    for (const key of Object.keys(one)) {
      places.push([one as Record<string, unknown>, key])
      look((one as Record<string, unknown>)[key])
    }
  }
  look(whole)
  const place = places[which % places.length]
  if (place !== undefined) place[0][place[1]] = value
  return JSON.stringify(whole)
}

describe('what was damaged', () => {
  test('is read whole, or is a StoreError, and never anything else; what is read can be stepped', () => {
    const kept = stored(kitchenSink, fc.sample(happenings, { numRuns: 1, seed: 7 })[0] ?? [])
    const verdicts = { read: 0, refused: 0 }
    fc.assert(
      fc.property(fc.constantFrom(...kept), damaged, ({ snapshot }, damage) => {
        let read: Snapshot
        try {
          read = readSnapshot(damage(JSON.stringify(snapshot)), 'c-any')
        } catch (error) {
          verdicts.refused += 1
          expect(error).toBeInstanceOf(StoreError)
          expect((error as StoreError).retryable).toBe(false)
          return
        }
        verdicts.read += 1
        const { due, timer } = { due: at + 5000, timer: 'noinput' } as const
        const after = step(kitchenSink, read, { type: 'timer.fired', at: at + 5000, timer, due })
        expect(after.snapshot.seq).toBe(read.seq + 1)
        step(kitchenSink, read, { type: 'caller.hungup', at: at + 5000 })
      }),
      { numRuns: 1500 },
    )
    // Both really happened, or this proves nothing.
    expect(verdicts.read).toBeGreaterThan(20)
    expect(verdicts.refused).toBeGreaterThan(300)
  })

  test('of a log is an event, or a StoreError', () => {
    const kept = stored(kitchenSink, fc.sample(happenings, { numRuns: 1, seed: 7 })[0] ?? [])
    fc.assert(
      fc.property(fc.constantFrom(...kept), damaged, ({ event }, damage) => {
        try {
          readEvent(damage(JSON.stringify(event)), 'Log entry 1')
        } catch (error) {
          expect(error).toBeInstanceOf(StoreError)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    ['no event', '[]', 'corrupt'],
    ['nothing', 'null', 'corrupt'],
    ['an event of a later release', '{"type":"caller.sneezed","at":1}', 'refused'],
    ['an event by the name of what every object has', '{"type":"constructor","at":1}', 'refused'],
    ['an event without its time', '{"type":"caller.hungup"}', 'corrupt'],
    ['a timer that is none', '{"type":"timer.fired","at":1,"timer":"nap","due":1}', 'corrupt'],
  ])('%s is declined', (_, text, code) => {
    expect(() => readEvent(text, 'Log entry 1')).toThrow(expect.objectContaining({ code }))
  })
})
