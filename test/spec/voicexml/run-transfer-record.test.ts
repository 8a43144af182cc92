import { describe, expect, test } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'
import type { TransferOutcome } from '../../../engine/machine/event.ts'
import { Speech } from '../../../src/call/stream/speech.ts'
import { createPlaybackWheel } from '../../../src/media/playback-wheel.ts'
import { createPromptCache } from '../../../src/media/prompt-cache.ts'
import { Recorder } from '../../../src/media/recorder.ts'
import { createInstantVoice } from '../../stand-ins/instant-voice.ts'
import { VirtualClock } from '../../stand-ins/virtual-clock.ts'
import { VirtualLine } from '../../stand-ins/virtual-line.ts'
import type { Conversation, Stubs } from '../conversation.ts'
import { aCall } from '../machine/a-call.ts'
import { aProject } from '../machine/project.ts'

describe('2.3.4 subdialog', () => {
  const outer = `
start: ask
commands: { operator: desk }
slots: { n: { type: integer, max: 20 } }
states:
  ask: { gather: n, prompt: How many?, next: address }
  address:
    run: address
    with: { most: =slots.n, street: High Street }
    save: { house: result.house }
    next: tell
    outcomes: { moved: moved, error: sorry }
  tell: { say: "House {{ house }} for {{ slots.n }}.", next: bye }
  moved: { end: Then tell us your new address., outcome: moved }
  desk: { end: I will get someone., outcome: operator }
  sorry: { end: Sorry., outcome: failed }
  bye: { end: Goodbye. }
`
  const address = `
start: still
inputs: { most: { type: integer }, street: { type: text }, country: { type: text, default: England } }
outputs: { house: slots.n }
slots: { same: { type: boolean }, n: { type: integer, max: 99 } }
states:
  still: { gather: same, prompt: "Still {{ inputs.street }}, {{ inputs.country }}, up to {{ inputs.most }}?", next: which }
  which: { branch: [{ when: "!slots.same", to: moved }, { else: house }] }
  house: { gather: n, prompt: What house number?, nomatch: [Pardon?, { to: done }], next: done }
  done: { end: "" }
  moved: { end: "", outcome: moved }
`
  const called = (said = 'four'): Conversation => aProject({ outer, address }).says(said).rest()

  test('parameters are given by name and type, and a default stands where none is given', () => {
    const call = called()
    expect(call.last).toBe('Still High Street, England, up to 4?')
    expect(call.snapshot.context.inputs).toEqual({ most: 4, street: 'High Street', country: 'England' })
  })

  test('it has a context of its own: slots of the same name are others', () => {
    const call = called().says('yes').rest()
    expect(call.last).toBe('What house number?')
    expect(call.slots).toEqual({ same: true })
    call.says('seventeen').rest()
    expect(call.transcript).toContain('House 17 for 4.')
    expect(call.slots).toEqual({ n: 4 })
  })

  test('it returns what it names, and no more', () => {
    const call = called().says('yes').says('seventeen')
    expect(call.snapshot.context.saved).toEqual({ house: 17 })
  })

  test('how it ended is the event that is returned (`return event`)', () => {
    const call = called().says('no').rest()
    expect(call.hungUp).toBe('moved')
    expect(call.transcript).not.toContain('Goodbye.')
  })

  test('its counters are its own, and those of the caller are as they were', () => {
    const call = aProject({
      outer: outer.replace('next: address }', 'next: address, nomatch: [Pardon?, { to: bye }] }'),
      address,
    })
      .says('purple')
      .says('four')
      .says('yes')
      .says('purple')
      .rest()
    expect(call.attempts).toEqual({ noinput: 0, nomatch: 1 })
    expect(call.last).toBe('Pardon?')
  })

  test('it may be run again, from its beginning', () => {
    const twice = outer
      .replace('next: tell\n', 'next: again\n')
      .replace(
        '  tell:',
        '  again: { run: address, with: { most: 1, street: Low Street }, save: { house: result.house }, next: tell, outcomes: { error: sorry } }\n  tell:',
      )
    const call = aProject({ outer: twice, address }).says('four').says('yes').says('seventeen').rest()
    expect(call.last).toBe('Still Low Street, England, up to 1?')
    expect(call.slots).toEqual({})
    expect(call.says('yes').says('eight').rest().transcript).toContain('House 8 for 4.')
  })
})

describe('2.3.7 transfer', () => {
  const flow = `
start: desk
states:
  desk:
    transfer: front_desk
    say: One moment, please.
    ring: 20s
    outcomes: { busy: busy, noanswer: nobody, declined: refused, failed: failed }
  busy: { end: They are busy. }
  nobody: { end: Nobody is there. }
  refused: { end: They would rather not. }
  failed: { end: That did not work. }
`
  const desk = (answer: TransferOutcome, takesMs: number | null = 5000): Stubs => ({ transfer: { answer, takesMs } })

  test.each<[TransferOutcome, string]>([
    ['busy', 'They are busy.'],
    ['noanswer', 'Nobody is there.'],
    ['declined', 'They would rather not.'],
    ['failed', 'That did not work.'],
  ])('form item variable: %s comes back to the flow, with the caller', (answer, said) => {
    const call = aCall(flow, desk(answer)).rest()
    expect(call.last).toBe(said)
    expect(call.hungUp).toBe('completed')
  })

  test('one that was answered is the end of the call for us, and is not hung up on', () => {
    const call = aCall(flow, desk('completed')).rest()
    expect(call.snapshot).toMatchObject({ status: 'done', context: { outcome: 'transferred' } })
    expect(call.hungUp).toBeNull()
  })

  test('far_end_disconnect: the other side hangs up, and the flow goes on with the caller where it says so', () => {
    const goesOn = flow.replace('outcomes: {', 'outcomes: { completed: busy,')
    expect(aCall(goesOn, desk('completed', 600_000)).rest().last).toBe('They are busy.')
  })

  test('what is queued before it is played to its end first', () => {
    const call = aCall(flow, desk('completed'))
    call.wait('One moment, please.'.length * 60 - 1)
    expect(call.did().some((line) => line.startsWith('transfer'))).toBe(false)
    call.wait(1)
    expect(call.did()).toContain('transfer to front_desk')
  })

  test('connecttimeout: it rings for as long as the state says', () => {
    const call = aCall(flow, desk('noanswer', null)).wait(2000)
    expect(call.snapshot.context.awaiting).toMatchObject({ type: 'transfer', ringMs: 20_000 })
  })

  test('nothing is heard and nothing counted meanwhile', () => {
    const call = aCall(flow, desk('busy', 15_000)).wait(3000)
    expect(call.listening).toBeNull()
    call.presses('1').wait(5000)
    expect(call.state).toBe('desk')
    expect(call.attempts).toEqual({ noinput: 0, nomatch: 0 })
  })

  test('a caller who hangs up meanwhile has hung up (connection.disconnect.hangup)', () => {
    const call = aCall(flow, desk('busy')).wait(3000).hangup()
    expect(call.snapshot).toMatchObject({ status: 'done', context: { outcome: 'hangup', awaiting: null } })
  })

  test('where the flow does not say what becomes of a failure, it is told before any call', () => {
    const head = 'flow: test\nlanguage: en-GB\ntimezone: Europe/London\n'
    const without = flow.replace(/ {4}outcomes:.*\n/, '').replace(/ {2}(busy|nobody|refused): .*\n/g, '')
    const codes = checkFlow(head + without, 'test.yaml').diagnostics.map(({ code }) => code)
    expect(codes).toContain('transfer-without-failure')
    expect(checkFlow(head + flow, 'test.yaml').diagnostics.map(({ code }) => code)).not.toContain(
      'transfer-without-failure',
    )
  })
})

describe('2.3.6 record', () => {
  const flow = (more = ''): string => `
start: leave
states:
  leave:
    record: Please speak.
    max: 30s
    silence: 2s
    ${more}
    save: message
    next: thanks
    outcomes: { noinput: nobody, failed: broken }
  thanks: { end: "{{ message.ms }}." }
  nobody: { end: Nobody spoke. }
  broken: { end: That was not kept. }
`
  const begun = (more = ''): Conversation => {
    const call = aCall(flow(more), { recording: { takesMs: null, answer: { ref: '', ms: 0, how: 'max' } } })
    call.wait('Please speak.'.length * 60)
    return call
  }
  const limits = (call: Conversation): { maxMs: number; silenceMs: number; beep: boolean } => {
    const { awaiting } = call.snapshot.context
    if (awaiting?.type !== 'record.start') throw new Error('Nothing is recorded.')
    return awaiting
  }
  /** How the audio of a line ends a recording within the limits of the flow: so much voice, then silence. */
  const recorded = (call: Conversation, voiceMs: number): { how: string | null; afterMs: number; ms: number } => {
    const recorder = new Recorder({ ...limits(call), beep: false })
    const frame = new Uint8Array(160).fill(0xff)
    for (let at = 20; at <= 60_000; at += 20) {
      const how = recorder.audio(frame, at <= voiceMs)
      if (how !== null) return { how, afterMs: at, ms: recorder.recorded().ms }
    }
    return { how: null, afterMs: 60_000, ms: recorder.recorded().ms }
  }

  test('maxtime: it is never longer than the state says', () => {
    expect(recorded(begun(), 40_000)).toEqual({ how: 'max', afterMs: 30_000, ms: 30_000 })
  })

  test('finalsilence: it ends when the caller has been silent for so long', () => {
    expect(recorded(begun(), 5000)).toMatchObject({ how: 'silence', afterMs: 7000 })
  })

  test('no voice at all is a no-input, which the flow can tell', () => {
    expect(recorded(begun(), 0)).toMatchObject({ how: 'noinput', ms: 0 })
    const nobody = { recording: { answer: { ref: '', ms: 0, how: 'noinput' as const } } }
    expect(aCall(flow(), nobody).rest().last).toBe('Nobody spoke.')
  })

  test('beep: a tone where the state wants one', () => {
    expect(limits(begun('beep: true')).beep).toBe(true)
    expect(limits(begun('beep: false')).beep).toBe(false)
  })

  test('dtmfterm: a key ends it, and only that key', () => {
    const call = begun('terminator: "*"')
    call.did()
    expect(call.presses('5#').did()).toEqual([])
    expect(call.presses('*').did()).toEqual(['record.stop'])
  })

  test('it begins when the prompt has been played, and nothing is recognised meanwhile', () => {
    const call = aCall(flow())
    expect(call.wait('Please speak.'.length * 60 - 1).snapshot.context.awaiting).toBeNull()
    call.wait(1)
    expect(call.snapshot.context.awaiting?.type).toBe('record.start')
    expect(call.listening).toBeNull()
  })

  test('a caller who hangs up meanwhile ends it, and the call, and nothing is waited for', () => {
    const call = begun().hangup()
    expect(call.snapshot).toMatchObject({ status: 'done', context: { outcome: 'hangup', awaiting: null, timers: {} } })
  })

  test('its length is there for the flow to read', () => {
    const message = { recording: { answer: { ref: 'm.wav', ms: 4200, how: 'silence' as const } } }
    expect(aCall(flow(), message).rest().last).toBe('4200.')
  })
})

describe('VoiceXML 2.1, 4: marks tell where an interruption hit', () => {
  const text = 'We open at nine on weekdays. We close at six.'
  const cut = async (afterMs: number): Promise<{ id: string; heard: string } | null> => {
    const clock = new VirtualClock()
    const voice = createInstantVoice()
    const line = new VirtualLine(clock)
    const speech = new Speech(
      line,
      { clock, voice, prompts: createPromptCache({ voice }), wheel: createPlaybackWheel({ clock }) },
      { started() {}, firstAudio() {}, notice() {}, played() {} },
    )
    line.answer({ onAudio() {}, onKey() {}, onEnd() {}, onMark: (name) => speech.mark(name) })
    speech.say({ id: 'u1', text, language: 'en' })
    await clock.advance(afterMs)
    speech.hold()
    return speech.letGo()
  }

  test.each([300, 900, 1500, 2100])('what was heard ends at a word, and not behind the time: %i ms', async (ms) => {
    const found = await cut(ms)
    expect(found?.id).toBe('u1')
    const heard = found?.heard ?? ''
    expect(text.startsWith(heard)).toBe(true)
    expect(heard.length * 60).toBeLessThanOrEqual(ms)
    // No more is missing than a word and the way to the next mark.
    expect(heard.length * 60).toBeGreaterThan(ms - 1000)
    expect(heard === '' || /^(\W|$)/u.test(text.slice(heard.length))).toBe(true)
  })

  test('later is never less', async () => {
    const lengths = await Promise.all(
      [200, 600, 1000, 1400, 1800, 2200].map(async (ms) => (await cut(ms))?.heard.length),
    )
    expect(lengths).toEqual([...lengths].sort((a, b) => (a ?? 0) - (b ?? 0)))
    expect(lengths.at(-1)).toBeGreaterThan(lengths[0] ?? 0)
  })

  test('what was not heard of a statement is what comes after a lost stream', () => {
    const call = aCall(`
start: tell
states:
  tell: { say: ${text}, next: bye }
  bye: { end: Goodbye. }
`).reconnect('We close at six.')
    expect(call.last).toMatch(/We close at six\.$/)
    expect(call.last).not.toContain('nine')
  })
})
