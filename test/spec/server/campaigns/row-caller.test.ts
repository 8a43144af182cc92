import { describe, expect, test } from 'vitest'
import { checkFlow } from '../../../../engine/language/check.ts'
import { parseWeek } from '../../../../engine/language/week.ts'
import type { CallEvent, Unanswered } from '../../../../engine/machine/event.ts'
import type { LogEntry, StoredCall } from '../../../../src/store/store.ts'
import {
  type CallOutcome,
  type Campaign,
  type CampaignState,
  type Mark,
  type Row,
  untouched,
} from '../../../../src/server/campaigns/campaign.ts'
import { usualRetries } from '../../../../src/server/campaigns/retries.ts'
import { RowCaller, type Turn } from '../../../../src/server/campaigns/row-caller.ts'
import type { Placed } from '../../../../src/server/outbound.ts'
import type { Refused } from '../../../../src/server/outbound-rules.ts'
import { VirtualClock } from '../../../stand-ins/virtual-clock.ts'

const { flow } = checkFlow('flow: a\nstart: bye\nstates: { bye: { end: Goodbye! } }', 'a.yaml')
if (flow === null) throw new Error('The flow has a mistake.')
const minuteMs = 60_000
const row: Row = { to: '+447700900123', flow: 'a', inputs: {} }

/** What becomes of a call: nobody answers, or somebody does who is told to be. */
type Comes = Unanswered | 'person' | 'machine'

interface World {
  state: CampaignState
  busy: boolean
  aborted: AbortController
  mark: Mark
  paceUntil: number
  failAt: number
  done: number
  canceledBeforeDialling?: boolean
}

/** One row of a campaign, on a Thursday at noon in London, with a line on which calls come out as told, in this order. */
function start(
  comes: readonly Comes[],
  change: Partial<Campaign> & {
    readonly state?: CampaignState
    readonly refused?: readonly Refused[]
    readonly erased?: boolean
    readonly mark?: Mark
  } = {},
) {
  const clock = new VirtualClock(Date.UTC(2026, 9, 8, 11))
  const now = clock.now()
  const world: World = {
    state: change.state ?? 'running',
    busy: false,
    aborted: new AbortController(),
    mark: change.mark ?? untouched,
    paceUntil: 0,
    failAt: Infinity,
    done: 0,
  }
  const campaign: Campaign = {
    id: 'c',
    name: 'july',
    by: 'shop',
    createdAt: now,
    until: now + 7 * 86_400_000,
    rows: 1,
    perMinute: 10,
    atOnce: 1,
    retry: usualRetries,
    hours: null,
    ...change,
  }
  const calls = new Map<string, Comes>()
  const dialled: string[] = []
  const refused = [...(change.refused ?? [])]
  const left = [...comes]
  /** Anything that a server does may be the last that it does. */
  const op = <T>(work: () => T): Promise<T> => {
    world.done += 1
    if (world.done === world.failAt) return Promise.reject(new Error('the server is killed before this'))
    const result = work()
    if (world.done + 0.5 === world.failAt) return Promise.reject(new Error('the server is killed after this'))
    return Promise.resolve(result)
  }
  const came: CallOutcome[] = []
  const caller = new RowCaller({
    records: {
      read: () => op(() => ({ campaign, state: world.state, isRetired: false })),
      row: () => op(() => (change.erased === true ? null : row)),
      mark: () => op(() => world.mark),
      setMark: (_, __, mark) =>
        op(() => {
          if (world.mark.state === 'over') return false
          if (world.canceledBeforeDialling === true && mark.state === 'calling') {
            world.mark = { ...world.mark, state: 'over', over: 'canceled' }
            return false
          }
          world.mark = mark
          return true
        }),
      claimPlace: (_, everyMs) =>
        op(() => {
          const waitMs = world.paceUntil - clock.now()
          if (waitMs <= 0) world.paceUntil = clock.now() + everyMs
          return Math.max(0, waitMs)
        }),
    },
    outbound: {
      idOf: (by, key) => `o-${by}-${key}`,
      place: (_, by, key) =>
        op((): Placed | Refused => {
          const refusal = refused.shift()
          if (refusal !== undefined) return refusal
          const callId = `o-${by}-${key}`
          const repeated = calls.has(callId)
          if (!repeated) {
            calls.set(callId, left.shift() ?? 'person')
            dialled.push(callId)
          }
          return { callId, status: 'dialled', repeated }
        }),
    },
    store: {
      read: (callId) => op(() => (calls.has(callId) ? ({ live: false } as StoredCall) : null)),
      log: (callId) => op(() => logOf(calls.get(callId) ?? 'failed')),
    },
    config: { from: '+442079460000', flows: ['a'], to: { '+44': 'Europe/London' } },
    flowNamed: (name) => (name === 'a' ? flow : null),
    now: () => clock.now(),
    pause: async (ms) => clock.advance(ms),
    isBusy: () => world.busy,
    onOutcome: (_, __, ___, ____, outcome) => void came.push(outcome),
  })
  const take = (): Promise<Turn> => caller.take('c', 1, world.aborted.signal)
  return {
    clock,
    world,
    dialled,
    came,
    calls,
    take,
    /** Takes turns until the row is over, as the queue does. */
    finish: async (): Promise<readonly number[]> => {
      const minutes: number[] = []
      for (let turns = 0; turns < 200; turns++) {
        const before = dialled.length
        const turn = await take().catch((): Turn => ({ type: 'later', at: clock.now() + 3000 }))
        if (dialled.length > before) minutes.push(Math.round((clock.now() - now) / minuteMs))
        if (turn.type === 'over') return minutes
        await clock.advance(turn.type === 'hold' ? turn.ms : Math.max(1, turn.at - clock.now()))
      }
      throw new Error('The row is never over.')
    },
  }
}

function logOf(comes: Comes): readonly LogEntry[] {
  const events: CallEvent[] =
    comes === 'person' || comes === 'machine'
      ? [
          { type: 'event.received', at: 1, name: 'answered', data: { by: comes } },
          { type: 'caller.hungup', at: 2 },
        ]
      : [{ type: 'caller.hungup', at: 1, unanswered: comes }]
  return events.map((event, index) => ({ seq: index + 1, id: String(index), event }))
}

function refusal(status: Refused['status'], code: string): Refused {
  return { status, code, message: '' }
}

describe('a row of a campaign', () => {
  test.each<[string, readonly Comes[], readonly number[], string]>([
    ['a person, once', ['person'], [0], 'person'],
    ['a machine, once: it has the message', ['machine'], [0], 'machine'],
    ['a busy line again after ten minutes', ['busy', 'busy', 'person'], [0, 10, 20], 'person'],
    ['a busy line three times more at most', ['busy', 'busy', 'busy', 'busy', 'person'], [0, 10, 20, 30], 'busy'],
    ['who does not answer again after an hour', ['noanswer', 'machine'], [0, 60], 'machine'],
    ['what the line did not take once more', ['failed', 'failed'], [0, 15], 'failed'],
    ['what did not ring in time as if the line had not taken it', ['canceled', 'person'], [0, 15], 'person'],
    ['nobody of whom it is not known whether it rang', ['uncertain', 'person'], [0], 'uncertain'],
    ['each outcome counted for itself', ['busy', 'noanswer', 'busy', 'person'], [0, 10, 70, 80], 'person'],
  ])('calls %s', async (_, comes, minutes, over) => {
    const { finish, world } = start(comes)
    expect(await finish()).toEqual(minutes)
    expect(world.mark).toMatchObject({ state: 'over', over })
  })

  test('waits for the hours of who is called, and calls in them to the minute', async () => {
    // It is 12:00 in London; the campaign's own window is from 14:30, the configuration's from 09:00 to 20:00.
    const late = start(['busy', 'person'], { hours: parseWeek({ 'mon-fri': '14:30-14:35' }) })
    expect(await late.finish()).toEqual([150, 150 + 24 * 60])
    const night = start(['person'], { hours: parseWeek({ daily: '21:00-23:00', sat: '10:00-11:00' }) })
    expect(await night.finish()).toEqual([46 * 60])
  })

  test('keeps to the pace, whoever else has taken the place', async () => {
    const { take, world, clock } = start(['person'])
    world.paceUntil = clock.now() + 4000
    expect(await take()).toEqual({ type: 'hold', ms: 4000 })
    expect(world.mark).toEqual(untouched)
  })

  test.each<[string, Parameters<typeof start>[1], string]>([
    ['was canceled', { state: 'canceled' }, 'canceled'],
    ['is too late', { until: 0 }, 'expired'],
    ['was erased', { erased: true }, 'erased'],
    ['is refused by the configuration', { refused: [refusal(403, 'destination_denied')] }, 'refused'],
  ])('that %s is not called', async (_, change, over) => {
    const { finish, dialled, world } = start(['person'], change)
    await finish()
    expect([world.mark.over, dialled]).toEqual([over, []])
  })

  test('is left while the campaign is paused, or the server has too much to do', async () => {
    const { take, world, dialled } = start(['person'], { state: 'paused' })
    expect(await take()).toMatchObject({ type: 'later' })
    world.state = 'running'
    world.busy = true
    expect(await take()).toMatchObject({ type: 'later' })
    world.busy = false
    expect(await take()).toEqual({ type: 'over' })
    expect(dialled).toHaveLength(1)
  })

  test('that is canceled in the moment before it is called is not called', async () => {
    const { take, world, dialled } = start(['person'])
    world.canceledBeforeDialling = true
    expect(await take()).toEqual({ type: 'over' })
    expect([world.mark.over, dialled]).toEqual(['canceled', []])
  })

  test('waits where there are too many calls, and for a server that knows the flow', async () => {
    const refused = [refusal(429, 'too_many_at_once'), refusal(404, 'unknown_flow'), refusal(409, 'quiet_hours')]
    const { take, finish, dialled } = start(['person'], { refused })
    expect(await take()).toMatchObject({ type: 'hold' })
    await finish()
    expect(dialled).toHaveLength(1)
  })

  test('whose call goes on when its server ends is left to the next, which calls nobody', async () => {
    const { take, world, dialled, came, clock } = start([], {
      mark: { state: 'calling', attempts: [{ callId: 'o-$campaign-c:1:1', at: 0 }] },
    })
    world.mark = { state: 'calling', attempts: [{ callId: 'o-$campaign-c:1:1', at: clock.now() }] }
    world.aborted.abort()
    // Reserved by the server that died: nothing of it was dialled here.
    expect(await take()).toEqual({ type: 'over' })
    expect(dialled).toEqual(['o-$campaign-c:1:1'])
    expect(came).toEqual(['person'])
  })

  test('whose call the store has forgotten is uncertain, not called', async () => {
    const { take, world, dialled } = start([], {
      mark: { state: 'calling', attempts: [{ callId: 'o-$campaign-c:1:1', at: Date.UTC(2026, 9, 8, 2) }] },
    })
    expect(await take()).toEqual({ type: 'over' })
    expect([world.mark.over, dialled]).toEqual(['uncertain', []])
  })

  test('is called as often as it should be, whatever its servers die of', async () => {
    const comes: readonly Comes[] = ['busy', 'noanswer', 'failed', 'person']
    const whole = start(comes)
    await whole.finish()
    expect(whole.dialled).toHaveLength(4)
    for (let at = 1; at <= whole.world.done; at += 0.5) {
      const broken = start(comes)
      broken.world.failAt = at
      await broken.finish()
      expect(broken.dialled, `killed at ${at}`).toEqual(whole.dialled)
      expect(broken.world.mark.over, `killed at ${at}`).toBe('person')
    }
  })
})
