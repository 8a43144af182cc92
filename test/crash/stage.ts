import { setTimeout as wait } from 'node:timers/promises'
import type { StandInCall } from '../stand-ins/twilio-call.ts'
import { callAndShip, type CallOutcome } from './caller.ts'
import type { Fault, Injected, World } from './faults.ts'
import { startFleet, type LineMode } from './fleet.ts'
import { historyOf, type Broken } from './histories.ts'
import { limitsMs } from './next-word.ts'
import { createRandom } from './random.ts'

/** What happened on one stage: a fleet, its callers, and the faults that were put to it. */
export interface Played {
  readonly name: string
  readonly mode: LineMode
  readonly injected: readonly Injected[]
  readonly calls: readonly CallOutcome[]
  readonly duplicated: readonly string[]
  readonly broken: readonly Broken[]
  readonly violations: readonly string[]
}

export interface StageOptions {
  readonly name: string
  readonly mode: LineMode
  readonly servers: number
  /** Calls at a time: as one ends another begins, until all faults have happened. */
  readonly callers: number
  readonly orders: number
  readonly seed: number
  readonly faults: readonly Fault[]
  readonly store: Readonly<Record<string, string>>
  readonly note: (line: string) => void
}

/** Plays one stage to its end, and judges it by what was heard, by the tool server, and by every call's log. */
export async function playStage(options: StageOptions): Promise<Played> {
  const random = createRandom(options.seed)
  const fleet = await startFleet({ ...options, random })
  const outcomes: CallOutcome[] = []
  let numbers = 0
  // Far apart, so that digits of two of them hardly ever make a third.
  const nextNumber = (): string => String(1001 + ((numbers++ * 3571) % 8999))
  const life = { isEnding: false, isPaused: false }
  const callers = async (): Promise<void> => {
    while (!life.isEnding) {
      if (life.isPaused) {
        await wait(100)
        continue
      }
      const call: StandInCall = fleet.dial()
      outcomes.push(await callAndShip(call, { orders: options.orders, nextNumber, tools: fleet.tools }))
    }
  }
  try {
    await fleet.ready()
    const all = Promise.all(Array.from({ length: options.callers }, callers))
    const injected: Injected[] = []
    const world: World = {
      fleet,
      random,
      note: options.note,
      async pauseDialling() {
        life.isPaused = true
        const isAnswered = (): boolean => fleet.twilio.calls.every((call) => call.isOver || call.streamSids.length > 0)
        while (!isAnswered()) await wait(50)
        await wait(500)
      },
      goOnDialling() {
        life.isPaused = false
      },
    }
    for (const fault of options.faults) {
      const one = await fault(world)
      const words = one.words.map(({ ms, spokenOver }) => (spokenOver ? `(${ms})` : (ms ?? 'over')))
      options.note(`${one.fault}${one.happened ? '' : ': DID NOT HAPPEN'}  ${words.join(' ')}`)
      const limitMs = limitsMs[options.mode]
      for (const { ms, story } of one.words)
        if (one.counts && (ms ?? Infinity) > limitMs) options.note(`   ${ms} ms: ${story}`)
      injected.push(one)
    }
    life.isEnding = true
    await all
    const broken = await historyOf(
      options.store,
      fleet.twilio.calls.map(({ sid }) => sid),
    )
    return {
      name: options.name,
      mode: options.mode,
      injected,
      calls: outcomes,
      duplicated: fleet.tools.duplicated,
      broken,
      violations: fleet.twilio.calls.flatMap(({ violations }) => violations.map(({ code, what }) => `${code} ${what}`)),
    }
  } finally {
    life.isEnding = true
    await fleet.close()
  }
}
