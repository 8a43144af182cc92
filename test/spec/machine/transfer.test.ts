import { describe, expect, test } from 'vitest'
import type { TransferOutcome } from '../../../engine/machine/event.ts'
import type { Stubs } from '../conversation.ts'
import { aCall } from './a-call.ts'

const flow = `
start: desk
slots: { n: { type: integer, default: 4 } }
states:
  desk:
    transfer: front_desk
    say: One moment, I will put you through.
    mode: warm
    brief: "Wants {{ slots.n }}."
    ring: 20s
    outcomes: { busy: busy, noanswer: nobody, declined: nobody, error: sorry }
  busy: { end: They are busy. }
  nobody: { end: Nobody is there. }
  sorry: { end: That did not work. }
`
const outcome = (answer: TransferOutcome, takesMs: number | null = 5000): Stubs => ({ transfer: { answer, takesMs } })

describe('a transfer', () => {
  test('is announced, then done, with what the colleague should know; nobody listens meanwhile', () => {
    const call = aCall(flow, outcome('completed'))
    expect(call.did()).toEqual(['listen for nothing', 'say "One moment, I will put you through."'])
    call.wait('One moment, I will put you through.'.length * 60)
    expect(call.did()).toEqual(['deafen', 'transfer to front_desk', 'timer transfer in 14400000'])
    expect(call.snapshot.context.awaiting).toMatchObject({
      id: 'c-test:t1',
      mode: 'warm',
      brief: 'Wants 4.',
      ringMs: 20_000,
    })
  })

  test('that is taken ends the call as transferred, and nobody hangs up', () => {
    const call = aCall(flow, outcome('completed')).rest()
    expect(call.snapshot).toMatchObject({ status: 'done', context: { outcome: 'transferred' } })
    expect(call.hungUp).toBe(null)
  })

  test.each<[TransferOutcome, string]>([
    ['busy', 'They are busy.'],
    ['noanswer', 'Nobody is there.'],
    ['declined', 'Nobody is there.'],
    ['failed', 'That did not work.'],
  ])('that comes back as %s goes on with the caller', (answer, said) => {
    expect(aCall(flow, outcome(answer)).rest().last).toBe(said)
  })

  test('that was answered is told only when the two have talked: nothing is done for as long as a call can last', () => {
    const call = aCall(flow, outcome('completed', null))
    call.wait('One moment, I will put you through.'.length * 60 + 4 * 60 * 60_000 - 1)
    expect(call.transcript).toHaveLength(1)
    expect(call.wait(1).last).toBe('That did not work.')
  })

  const goesOn = flow
    .replace('outcomes: { busy', 'outcomes: { completed: rate, busy')
    .replace('  busy:', '  rate: { end: How was it? }\n  busy:')

  test('that was answered goes on with the caller once the other side has hung up, where the flow says so', () => {
    expect(goesOn).toContain('rate')
    const call = aCall(goesOn, outcome('completed', 300_000)).rest()
    expect(call.last).toBe('How was it?')
    expect(call.hungUp).toBe('completed')
  })

  test('and is over where the caller has hung up, too', () => {
    const call = aCall(goesOn, outcome('completed', null)).wait(60_000)
    const id = call.snapshot.context.awaiting?.type === 'transfer' ? call.snapshot.context.awaiting.id : ''
    call.take({ type: 'transfer.finished', at: call.now, id, outcome: 'completed', over: true })
    expect(call.snapshot).toMatchObject({ status: 'done', context: { outcome: 'transferred' } })
  })

  test('is not told by the outcome of another one', () => {
    const call = aCall(flow, outcome('completed', null)).wait(3000)
    call.take({ type: 'transfer.finished', at: call.now, id: 'c-test:t9', outcome: 'completed' })
    expect(call.phase).toBe('desk.transferring')
  })

  test('goes on when the caller breaks into its announcement', () => {
    expect(aCall(flow, outcome('completed')).interrupts('One').phase).toBe('desk.transferring')
  })

  test('is over when the caller hangs up', () => {
    const call = aCall(flow, outcome('completed')).wait(3000).hangup()
    expect(call.snapshot).toMatchObject({ status: 'done', context: { outcome: 'hangup', awaiting: null, timers: {} } })
  })

  test('whose caller is back on the line is waited for two seconds more, not in silence for ever', () => {
    const call = aCall(flow, outcome('busy', null)).wait(3000).resumes()
    expect(call.phase).toBe('desk.transferring')
    expect(call.wait(1999).transcript).toHaveLength(1)
    expect(call.wait(1).last).toBe('That did not work.')
  })

  test('whose caller is back on the line before the outcome comes out by it', () => {
    const call = aCall(flow, outcome('busy', 4000)).wait(5000).resumes()
    expect(call.wait(2000).last).toBe('They are busy.')
  })
})
