import { describe, expect, test } from 'vitest'
import type { Conversation, Stubs } from '../conversation.ts'
import { aProject } from './project.ts'

const account = (more = ''): string => `
start: ask
slots: { account: { type: digits, length: 4 }, pin: { type: digits, length: 2 } }
states:
  ask: { gather: [account, pin], prompt: Account and PIN?, prompts: { account: Account?, pin: PIN? }, next: check }
  check: { tool: check, with: { account: =slots.account, pin: =slots.pin }, grants: verified, clear: pin, next: more, outcomes: { known: { to: more, grants: known }, error: more } }
  more:
    decide: Wants the balance, or to change the account?
    prompt: What would you like?
    options:
      balance: { means: wants the balance, examples: [my balance], next: balance }
      other: { means: wants another account, examples: [another account], clear: account, next: again }
      inner: { means: wants to be asked inside, examples: [ask inside], next: inner }
      over: { means: wants to go over, examples: [go over], next: over }
      unlisted: { means: wants what is for known callers, examples: [the list], next: list }
      moved: { means: wants to move it, examples: [move it], set: { slots.account: "9999" }, next: balance }
    unsure: bye
  again: { gather: account, prompt: Which account?, next: more }
  balance: { say: You have ten pounds., requires: verified, next: more }
  list: { say: You are on the list., requires: known, next: more }
  inner: { run: inner, next: more, outcomes: { error: bye } }
  over: { goto_flow: over }
  bye: { end: Bye. }
${more}`

const inner = `
requires: verified
start: tell
states: { tell: { say: Inside you are verified., requires: verified, next: out }, out: { end: {}, outcome: done } }
`.replace('{ end: {}, ', '{ end: Out., ')

const good: Stubs = { tools: { check: { answer: { ok: true, result: {} } } } }
const bad = (code: string): Stubs => ({ tools: { check: { answer: { ok: false, error: code, message: '' } } } })
const over = inner.replace('Inside', 'Over there')

function verified(stubs: Stubs = good): Conversation {
  const call = aProject({ main: account(), inner, over }, stubs)
  return call.rest().says('one two three four').rest().says('five six').rest()
}

describe('what has been granted', () => {
  test('opens what requires it, and stays with the call', () => {
    const call = verified()
    expect(call.snapshot.context.granted).toEqual(['verified'])
    expect(call.says('my balance').rest().transcript).toContain('You have ten pounds.')
    expect(
      call
        .says('my balance')
        .rest()
        .transcript.filter((text) => text.includes('ten pounds')),
    ).toHaveLength(2)
  })

  test('is granted by an outcome as well', () => {
    const call = verified(bad('known'))
    expect(call.snapshot.context.granted).toEqual(['known'])
    expect(call.says('the list').rest().transcript).toContain('You are on the list.')
  })

  test('goes into flows that are run, and those that take over', () => {
    expect(verified().says('ask inside').rest().transcript).toContain('Inside you are verified.')
    expect(verified().says('go over').rest().transcript).toContain('Over there you are verified.')
  })
})

describe('what was not granted is never entered', () => {
  test.each(['my balance', 'ask inside', 'go over'])('"%s" ends in a sentence, and tells what was missing', (wish) => {
    const call = verified(bad('unavailable')).says(wish)
    expect(call.last).toMatch(/^I am sorry/)
    expect(call.transcript.join(' ')).not.toMatch(/ten pounds|you are verified/)
    expect(call.faults.at(-1)).toMatch(/requires "verified", and the caller has not been granted it/)
    expect(call.rest().hungUp).toBe('failed')
  })

  test('a call that begins with a flow for the granted is a fault too', () => {
    const call = aProject({ inner }).rest()
    expect(call.hungUp).toBe('failed')
    expect(call.transcript.join(' ')).not.toContain('verified')
  })
})

describe('what rests on a slot falls with its value', () => {
  test('another value that is asked for, set, or corrected takes the grant with it', () => {
    const asked = verified().says('another account').rest().says('four three two one').rest()
    expect(asked.snapshot.context.granted).toEqual([])
    expect(verified().says('move it').rest().hungUp).toBe('failed')
    const corrected = verified().says('no, the account is four three two one').rest()
    expect(corrected.slots).toMatchObject({ account: '4321' })
    expect(corrected.snapshot.context.granted).toEqual([])
    expect(corrected.last).toBe('PIN?')
  })

  test('a PIN that is only forgotten does not', () => {
    const call = verified()
    expect(call.slots).toEqual({ account: '1234' })
    expect(call.snapshot.context.granted).toEqual(['verified'])
  })
})
