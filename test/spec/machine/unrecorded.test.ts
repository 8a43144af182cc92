import { describe, expect, test } from 'vitest'
import { aCall } from './a-call.ts'

const flow = (sensitive: 'pci' | 'pii') => `
record: call
start: hello
slots: { card: { type: digits, length: 4, sensitive: ${sensitive} }, n: { type: integer } }
states:
  hello: { say: Hello., next: ask }
  ask: { gather: card, prompt: "Your card?", keypad: {}, next: then }
  then: { branch: [{ else: more }] }
  more: { gather: n, prompt: "How many?", next: bye }
  bye: { end: Goodbye. }
`

describe('a call that is recorded as a whole', () => {
  test('is paused before what is sensitive is asked for, and goes on after it', () => {
    const call = aCall(flow('pci'))
    expect(call.did()).toContain('recording: start')
    call.wait('Hello.'.length * 60)
    const did = call.did()
    expect(did).toContain('recording: pause')
    expect(call.transcript).toEqual(['Hello.'])
    call.wait(100)
    expect(call.transcript).toEqual(['Hello.', 'Your card?'])
    expect(call.snapshot.context.recording).toBe('paused')
    for (const key of '4111') call.presses(key)
    call.wait(3000)
    expect(call.transcript).toContain('How many?')
    expect(call.did()).toContain('recording: resume')
    expect(call.snapshot.context.recording).toBe('on')
  })

  test.each(['what can I say', 'repeat', 'not so fast'])(
    'stays paused when the caller says "%s" to what is sensitive, which is asked again then',
    (words) => {
      const call = aCall(`commands: { help: true, repeat: true, slower: true }${flow('pci')}`).wait(2000)
      call.did()
      call.says(words).wait(8000)
      expect(call.transcript.filter((said) => said === 'Your card?')).toHaveLength(2)
      expect(call.did().filter((did) => did.startsWith('recording'))).toEqual([])
      call.presses('4111').wait(3000)
      expect(call.transcript).toContain('How many?')
      expect(call.did()).toContain('recording: resume')
    },
  )

  test('does not ask for payment data where it cannot be paused', () => {
    const call = aCall(flow('pci'), { pausing: false }).wait(1000)
    expect(call.transcript).not.toContain('Your card?')
    expect(call.phase).toBe('not_understood.saying')
  })

  test('takes the way of an answer that is not understood in the end then, where there is one', () => {
    const yaml = flow('pci').replace('next: then }', 'next: then, nomatch: [{ repeat: true }, { to: bye }] }')
    const call = aCall(yaml, { pausing: false }).wait(1000)
    expect(call.transcript).toEqual(['Hello.', 'Goodbye.'])
  })

  test('asks for what is personal all the same', () => {
    const call = aCall(flow('pii'), { pausing: false }).wait(1000)
    expect(call.transcript).toContain('Your card?')
  })

  test('orders nothing where the flow records nothing', () => {
    const call = aCall(flow('pci').replace('record: call\n', '')).wait(1000)
    expect(call.did().filter((did) => did.startsWith('recording'))).toEqual([])
    expect(call.transcript).toContain('Your card?')
  })
})
