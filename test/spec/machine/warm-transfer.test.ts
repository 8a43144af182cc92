import { describe, expect, test } from 'vitest'
import type { CallEvent } from '../../../engine/machine/event.ts'
import { longestTransferMs } from '../../../engine/states/transfer-progress.ts'
import type { Conversation } from '../conversation.ts'
import { aCall } from './a-call.ts'

const flow = `
start: desk
states:
  desk:
    transfer: front_desk
    mode: warm
    brief: Wants a table.
    ring: 20s
    outcomes: { busy: busy, noanswer: nobody, declined: declined, error: sorry }
  busy: { end: They are busy. }
  nobody: { end: Nobody is there. }
  declined: { end: They declined. }
  sorry: { end: That did not work. }
`

type How = Extract<CallEvent, { type: 'transfer.progressed' }>['how']

/** A call that is being put through on a line that tells how far it has come. */
function waiting(...hows: readonly How[]): Conversation {
  const call = aCall(flow, { transfer: { answer: 'completed', takesMs: null } })
  call.did()
  for (const how of hows) tell(call, how)
  return call
}

function tell(call: Conversation, how: How, id = 'c-test:t1'): Conversation {
  call.take({ type: 'transfer.progressed', at: call.now, id, how })
  return call
}

describe('a warm transfer of which the line tells', () => {
  test('is waited for as long as it may ring and the brief be heard', () => {
    const call = waiting('ringing')
    const dueIn = 20_000 + 'Wants a table.'.length * 120 + 30_000
    expect(call.snapshot.context.timers.transfer).toBe(call.now + dueIn)
    call.wait(dueIn - 1)
    expect(call.transcript).toEqual([])
    expect(call.wait(1).last).toBe('That did not work.')
    expect(call.did()).toContain('give the transfer up')
  })

  test.each<['accepted' | 'joined']>([['accepted'], ['joined']])('lasts as long as a call once they have %s', (how) => {
    const call = waiting('ringing', how)
    expect(call.snapshot.context.timers.transfer).toBe(call.now + longestTransferMs)
    expect(call.snapshot.context.awaiting).toMatchObject({ reached: how })
  })

  test('takes nothing back that is told late or twice', () => {
    const call = waiting('ringing', 'joined', 'accepted', 'ringing', 'joined')
    expect(call.snapshot.context.awaiting).toMatchObject({ reached: 'joined' })
    expect(call.snapshot.context.timers.transfer).toBe(call.now + longestTransferMs)
  })

  test.each<[string, readonly How[], string]>([
    ['declined when they hang up before they have taken it', ['ringing', 'left'], 'They declined.'],
    ['failed when they go before they have met', ['ringing', 'accepted', 'left'], 'That did not work.'],
  ])('is %s', (_, hows, said) => {
    const call = waiting(...hows)
    expect(call.last).toBe(said)
    // They are gone: there is nobody to be rung off.
    expect(call.did()).not.toContain('give the transfer up')
  })

  test('is over as transferred when the two have talked', () => {
    const call = waiting('ringing', 'accepted', 'joined', 'left')
    expect(call.snapshot).toMatchObject({ status: 'done', context: { outcome: 'transferred', awaiting: null } })
  })

  test('is given up with the caller', () => {
    const call = waiting('ringing').hangup()
    expect(call.did()).toContain('give the transfer up')
    expect(call.snapshot).toMatchObject({ status: 'done', context: { outcome: 'hangup' } })
  })

  test('is not moved by what is told of another one', () => {
    const call = tell(waiting('ringing'), 'left', 'c-test:t9')
    expect(call.phase).toBe('desk.transferring')
  })
})
