import { describe, expect, test } from 'vitest'
import type { Stubs } from '../conversation.ts'
import { aProject } from './project.ts'

const voicemail = `
start: leave
slots: {}
states:
  leave:
    record: Please leave a message.
    max: 30s
    silence: 2s
    terminator: "#"
    save: message
    next: thanks
    outcomes: { noinput: nobody, failed: broken }
  thanks: { end: "Thank you, {{ message.ref }}." }
  nobody: { end: Nobody there., outcome: noinput }
  broken: { end: I could not record that., outcome: failed }
`
const ended = (recording: Stubs['recording']): string =>
  aProject({ voicemail }, recording === undefined ? {} : { recording }).rest().last

describe('record', () => {
  test('says what to leave, hears nothing, and records with its limits', () => {
    const call = aProject({ voicemail })
    expect(call.did()).toEqual(['deafen', 'say "Please leave a message."'])
    call.wait(2000)
    expect(call.did()).toEqual(['deafen', 'record.start', 'timer wait in 40000'])
    expect(call.snapshot.context.awaiting).toMatchObject({ type: 'record.start', maxMs: 30_000, silenceMs: 2000 })
  })

  test('keeps what was recorded by name', () => {
    const call = aProject({ voicemail }).rest()
    expect(call.snapshot.context.saved).toEqual({ message: { ref: 'c-test-r1.wav', ms: 2000 } })
    expect(call.last).toBe('Thank you, c-test-r1.wav.')
  })

  test('the terminator ends it, another key does not', () => {
    const call = aProject({ voicemail }).wait(2000)
    call.did()
    expect(call.presses('5').did()).toEqual([])
    call.presses('#')
    expect(call.did()).toEqual(['record.stop'])
    expect(call.rest().snapshot.context.saved).toMatchObject({ message: { ms: 1000 } })
  })

  test.each([
    ['noinput', 'Nobody there.'],
    ['failed', 'I could not record that.'],
  ] as const)('%s is an outcome', (how, said) => {
    expect(ended({ answer: { ref: '', ms: 0, how } })).toBe(said)
  })

  test('a recorder that is gone is waited for no longer than the longest recording and a little', () => {
    expect(ended({ takesMs: null, answer: { ref: '', ms: 0, how: 'max' } })).toBe('I could not record that.')
  })

  test('without a way for it, nobody speaking is as good as a message', () => {
    const plain = voicemail
      .replace('    outcomes: { noinput: nobody, failed: broken }\n', '')
      .replace(', {{ message.ref }}', '')
    const call = aProject({ voicemail: plain }, { recording: { answer: { ref: '', ms: 0, how: 'noinput' } } })
    expect(call.rest().last).toBe('Thank you.')
  })

  test('what a lost stream has cut off counts', () => {
    const call = aProject({ voicemail }, { recording: { takesMs: null, answer: { ref: '', ms: 0, how: 'max' } } })
    call.wait(2000).loses()
    call.take({ type: 'recording.finished', at: call.now, id: 'c-test-r1', ref: 'a.wav', ms: 900, how: 'lost' })
    expect(call.snapshot.context.saved).toEqual({ message: { ref: 'a.wav', ms: 900 } })
  })
})
