import { describe, expect, it } from 'vitest'
import { SpeechError } from '../../../src/speech/speech-error.ts'
import type { VoiceStep } from '../../stand-ins/scripted-voice.ts'
import { answer, language, range, say } from './mouth-on-a-line.ts'

describe('a voice that fails', () => {
  const timeout = new SpeechError('timeout', 'The voice did not answer.')

  it('before it began is reported, and the next one is said', async () => {
    const call = answer((text) => (text === 'u1' ? [{ waits: 100 }, { fails: timeout }] : [{ gives: 300 }]))
    say(call, 'u1')
    say(call, 'u2')
    await call.run(1000)
    expect(call.log).toEqual(['failed u1: timeout', 'first u2 after 200', 'played u2'])
    expect(call.errors).toEqual([timeout])
  })

  it('in the middle is reported, and is not reported as played', async () => {
    const call = answer((text) => (text === 'u1' ? [{ gives: 400 }, { fails: timeout }] : [{ gives: 300 }]))
    say(call, 'u1')
    say(call, 'u2')
    await call.run(1500)
    expect(call.log).toEqual(['first u1 after 0', 'failed u1: timeout', 'first u2 after 100', 'played u2'])
    expect(call.heardMs).toEqual(range(0, 600))
  })

  it.each([
    ['with something that is no error', [{ fails: 'no' }], 'unavailable'],
    ['by giving no audio', [], 'unavailable'],
    ['by giving nothing for 2 s', [{ gives: 200 }, { waits: 60_000 }], 'timeout'],
    ['by never coming to an end', Array.from({ length: 200 }, () => ({ gives: 1000 })), 'unavailable'],
  ] as [string, VoiceStep[], string][])('%s', async (_, steps, code) => {
    const call = answer(() => steps)
    say(call, 'u1')
    await call.run(5300)
    expect(call.log.at(-1)).toBe(`failed u1: ${code}`)
    expect(call.mouth.position()).toBeNull()
    await call.run(2000)
    expect(call.log.filter((entry) => !entry.startsWith('first'))).toHaveLength(1)
  })

  it('after it was interrupted is of no interest', async () => {
    const call = answer(() => [{ gives: 400 }, { waits: 100 }, { fails: timeout }])
    say(call, 'u1')
    await call.run(60)
    call.mouth.clear()
    await call.run(500)
    expect(call.log).toEqual(['first u1 after 0'])
  })

  it('while a prompt is rendered beforehand does not stay failed', async () => {
    let asked = 0
    const call = answer(() => (asked++ < 2 ? [{ waits: 100 }, { fails: timeout }] : [{ gives: 100 }]), {
      onPlayed: () => {},
    })
    say(call, 'u1', 'hello')
    await call.run(300)
    say(call, 'u2', 'hello')
    await call.run(400)
    expect(call.log).toEqual(['failed u1: timeout', 'first u2 after 0', 'played u2'])
  })
})

describe('a voice that is late', () => {
  const never = [{ waits: 60_000 }]

  it('is asked once more after 2 s, and given up after 2 s more: the call goes on', async () => {
    const call = answer((text) => (text === 'u1' ? never : [{ gives: 100 }]))
    say(call, 'u1')
    say(call, 'u2')
    await call.run(5000)
    expect(call.voice.asked).toEqual(['u1', 'u1', 'u2'])
    expect(call.log.slice(0, 2)).toEqual(['failed u1: timeout', 'first u2 after 4000'])
    expect(call.voice.aborted).toEqual(['u1', 'u1'])
  })

  it('is heard all the same where it comes first of two', async () => {
    let asked = 0
    const call = answer(() => (asked++ === 0 ? [{ waits: 2500 }, { gives: 400 }] : never))
    say(call, 'u1')
    await call.run(4000)
    expect(call.log).toEqual(['first u1 after 2500', 'played u1'])
    expect(call.heardMs).toEqual(range(2500, 2900))
  })

  it('is heard once where both come', async () => {
    let asked = 0
    const call = answer(() => (asked++ === 0 ? [{ waits: 2300 }, { gives: 400 }] : [{ waits: 100 }, { gives: 300 }]))
    say(call, 'u1')
    await call.run(4000)
    expect(call.log).toEqual(['first u1 after 2100', 'played u1'])
    expect(call.heardMs).toEqual(range(2100, 2400))
  })

  it.each([
    ['late', never, 2000],
    ['failing', [{ fails: new SpeechError('refused', 'No.') }], 0],
  ] as [string, VoiceStep[], number][])('leaves it to the fallback when it is %s', async (_, steps, afterMs) => {
    const call = answer(() => steps, { fallback: [{ gives: 300 }] })
    say(call, 'u1')
    await call.run(3000)
    expect(call.log).toEqual([`first u1 after ${afterMs}`, 'played u1'])
    expect(call.voice.asked).toEqual(['u1'])
  })

  it('is asked again itself where no fallback speaks the language', async () => {
    let asked = 0
    const call = answer(() => (asked++ === 0 ? never : [{ gives: 100 }]), { fallback: [{ gives: 300 }] })
    call.mouth.say({ id: 'u1', text: 'u1', language: 'pl-PL' })
    await call.run(3000)
    expect(call.heardMs).toEqual(range(2000, 2100))
  })

  it('is waited for as long as something else is heard', async () => {
    const call = answer((text) => (text === 'u1' ? [{ gives: 4000 }] : [{ waits: 3500 }, { gives: 100 }]))
    say(call, 'u1')
    say(call, 'u2')
    await call.run(5000)
    expect(call.voice.asked).toEqual(['u1', 'u2'])
    expect(call.heardMs).toEqual(range(0, 4100))
  })
})

describe('a text whose first sentence is kept', () => {
  const text = 'Welcome back to Alba. The table is for seven people.'
  const kept = ['Welcome back to Alba.']

  it('is heard at once, while the voice is still at the rest of it', async () => {
    const call = answer((asked) => [{ waits: asked === kept[0] ? 0 : 900 }, { gives: 1000 }], { prepared: kept })
    await call.run(100)
    say(call, 'u1', text)
    await call.run(4000)
    expect(call.log).toEqual(['first u1 after 0', 'played u1'])
    expect(call.voice.asked).toEqual([...kept, 'The table is for seven people.'])
    // A second of what is kept, the pause, and what the voice had ready by then.
    expect(call.heardMs).toEqual([...range(100, 1100), ...range(1350, 2350)])
  })

  it('is gone on with by another voice where the first one fails, from the sentence that was not heard', async () => {
    const call = answer(
      (asked) => (asked === kept[0] ? [{ gives: 1000 }] : [{ fails: new SpeechError('unavailable', 'no') }]),
      {
        prepared: kept,
        fallback: [{ gives: 700 }],
      },
    )
    await call.run(100)
    say(call, 'u1', text)
    await call.run(4000)
    expect(call.log).toEqual(['first u1 after 0', 'played u1'])
    expect(call.heardMs).toEqual([...range(100, 1100), ...range(1350, 2050)])
  })

  it('that is broken into after it was heard to its end has been heard so far', async () => {
    const call = answer((asked) => [{ waits: asked === kept[0] ? 0 : 3000 }, { gives: 1000 }], { prepared: kept })
    await call.run(100)
    say(call, 'u1', text)
    await call.run(1300)
    expect(call.mouth.clear()).toEqual({ id: 'u1', heard: 'Welcome back to Alba' })
  })
})

describe('a voice that fails in the middle', () => {
  const text = 'The table is booked. It is for seven people on Friday. See you then.'
  const dropped = new SpeechError('unavailable', 'The connection was lost.')
  /** Half of the second sentence, at the 60 ms that a character takes. */
  const half = [{ gives: 35 * 60 }, { fails: dropped }]

  it('is followed by the fallback, which says the sentence from its beginning and goes on to the end', async () => {
    const asked: string[] = []
    const call = answer(() => half, { fallback: [{ gives: 1000 }], onFallback: (words) => asked.push(words) })
    say(call, 'u1', text)
    await call.run(4000)
    expect(asked).toEqual(['It is for seven people on Friday. See you then.'])
    expect(call.log).toEqual(['first u1 after 0', 'played u1'])
    // What it had said, a pause as between two sentences, and the other voice.
    expect(call.heardMs).toEqual([...range(0, 2100), ...range(2350, 3350)])
  })

  it('is asked again itself where no fallback speaks the language', async () => {
    let times = 0
    const call = answer(() => (times++ === 0 ? half : [{ gives: 1000 }]), { fallback: [] })
    call.mouth.say({ id: 'u1', text, language: 'fr-FR' })
    await call.run(4000)
    expect(call.voice.asked).toEqual([text, 'It is for seven people on Friday. See you then.'])
    expect(call.log).toEqual(['first u1 after 0', 'played u1'])
  })

  it('is given up where the other one fails, too', async () => {
    const call = answer(() => half, { fallback: [{ gives: 200 }, { fails: dropped }] })
    say(call, 'u1', text)
    await call.run(5000)
    expect(call.log).toEqual(['first u1 after 0', 'failed u1: unavailable'])
  })

  it('or that stops there without a word, is followed after two seconds of silence', async () => {
    const call = answer(() => [{ gives: 35 * 60 }, { waits: 60_000 }, { gives: 500 }], { fallback: [{ gives: 1000 }] })
    say(call, 'u1', text)
    await call.run(7000)
    expect(call.log).toEqual(['first u1 after 0', 'played u1'])
    expect(call.voice.aborted).toEqual([text])
    expect(call.heardMs.slice(0, 2100)).toEqual(range(0, 2100))
    const next = call.heardMs[2100] ?? Infinity
    expect(next - 2100).toBeGreaterThanOrEqual(2000)
    expect(next - 2100).toBeLessThanOrEqual(2400)
  })

  it('has been heard as far as it was, when the caller breaks into what follows', async () => {
    const call = answer(() => half, { fallback: [{ gives: 2800 }] })
    say(call, 'u1', text)
    await call.run(2400)
    expect(call.mouth.clear()?.heard).toMatch(/^The table is booked\. It is/u)
  })

  it('after the last word says its last sentence again rather than leave out what may be missing', async () => {
    const call = answer(() => [{ gives: 9000 }, { fails: dropped }], { fallback: [{ gives: 500 }] })
    say(call, 'u1', text)
    await call.run(11_000)
    expect(call.log).toEqual(['first u1 after 0', 'played u1'])
    expect(call.heardMs.at(-1)).toBe(9749)
  })

  it('of markup goes on without it', async () => {
    const asked: string[] = []
    const call = answer(() => half, { fallback: [{ gives: 1000 }], onFallback: (words) => asked.push(words) })
    const ssml = `<speak>${text.replace('booked', '<emphasis>booked</emphasis>')}</speak>`
    call.mouth.say({ id: 'u1', text, language, ssml })
    await call.run(4000)
    expect(asked).toEqual(['It is for seven people on Friday. See you then.'])
  })
})
