import { describe, expect, test } from 'vitest'
import type { Conversation } from '../conversation.ts'
import { aProject } from './project.ts'

const pay = `
start: tell
slots: {}
states:
  tell: { say: I have sent you a link., next: hold }
  hold:
    wait: payment_done
    prompt: Please pay now.
    filler: { after: 1s, say: [Take your time., I am still here.], every: 2s }
    timeout: 20s
    save: { reference: result.reference }
    next: [{ when: "result.ok == false", to: failed }, { else: thanks }]
    outcomes: { timeout: late }
  thanks: { end: "Thank you, {{ reference }}." }
  failed: { end: That failed., outcome: failed }
  late: { end: That took too long., outcome: timeout }
`
const held = (): Conversation => aProject({ pay }).rest()
const happens = (call: Conversation, name: string, data: Record<string, string | boolean>): Conversation =>
  call.take({ type: 'event.received', at: call.now, name, data })

describe('wait', () => {
  test('goes on with what has happened, and what it saves', () => {
    const call = aProject({ pay })
    call.wait('I have sent you a link.'.length * 60 + 'Please pay now.'.length * 60)
    expect(call.phase).toBe('hold.holding.quiet')
    happens(call, 'payment_done', { reference: 'P7', ok: true })
    expect(call.last).toBe('Thank you, P7.')
  })

  test('routes by the data', () => {
    const call = aProject({ pay }).wait(3000)
    expect(happens(call, 'payment_done', { reference: '', ok: false }).rest().last).toBe('That failed.')
  })

  test('leaves no long silence: its phrases come in order, the last again and again, until the time is up', () => {
    const call = held()
    const [first, ...others] = call.transcript.slice(2, -1)
    expect(first).toBe('Take your time.')
    // one second, that phrase, and then every two seconds a phrase of almost one
    expect(others).toEqual(Array.from({ length: 6 }, () => 'I am still here.'))
    expect(call.last).toBe('That took too long.')
    expect(call.hungUp).toBe('timeout')
  })

  test('an event of another name is not what it waits for', () => {
    const call = aProject({ pay }).wait(3000)
    expect(happens(call, 'payment_failed', {}).phase).toMatch(/^hold\.holding/)
  })

  test('an event that comes before anybody waits for it is kept, and taken at once', () => {
    const call = happens(aProject({ pay }), 'payment_done', { reference: 'P1', ok: true })
    expect(call.snapshot.context.events).toEqual({ payment_done: { reference: 'P1', ok: true } })
    expect(call.rest().transcript).toEqual(['I have sent you a link.', 'Thank you, P1.'])
    expect(call.snapshot.context.events ?? {}).toEqual({})
  })

  test('one that nobody here will wait for, or that is too large, is not kept', () => {
    const call = happens(aProject({ pay }), 'else', { a: '1' })
    happens(call, 'payment_done', { reference: 'x'.repeat(1100) })
    expect(call.snapshot.context).not.toHaveProperty('events')
  })

  test('the time that is left is not granted anew by a stream that was lost', () => {
    const call = aProject({ pay }).wait(3000)
    const due = call.snapshot.context.timers.wait
    call.reconnect()
    expect(call.snapshot.context.timers.wait).toBe(due)
  })
})
