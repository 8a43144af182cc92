import { describe, expect, it } from 'vitest'
import type { Mouth } from '../../../src/media/mouth.ts'
import { createMouth } from '../../../src/media/mouth.ts'
import { createPlaybackWheel } from '../../../src/media/playback-wheel.ts'
import { createPromptCache } from '../../../src/media/prompt-cache.ts'
import { SpeechError } from '../../../src/speech/speech-error.ts'
import { createPlayout } from '../../stand-ins/playout.ts'
import type { ScriptedVoice, VoiceStep } from '../../stand-ins/scripted-voice.ts'
import { createScriptedVoice } from '../../stand-ins/scripted-voice.ts'
import { VirtualClock } from '../../stand-ins/virtual-clock.ts'

const language = 'en-GB'
const SILENT = 0xff

interface Call {
  readonly mouth: Mouth
  readonly clock: VirtualClock
  readonly voice: ScriptedVoice
  /** What happened, in order: "played u1", "failed u2: timeout", "first u1". */
  readonly log: string[]
  readonly errors: Error[]
  /** When each entry of the log was written, since the call began. */
  readonly times: number[]
  /** Lengths of what was sent, in milliseconds. */
  readonly chunks: number[]
  readonly marks: string[]
  cleared: number
  /** The time at which each millisecond with sound in it was heard. */
  readonly heardMs: number[]
  /** How much the line held, each 20 ms. */
  readonly buffered: number[]
  readonly taps: { ms: number; at: number }[]
  readonly cuts: number[]
  readonly run: (ms: number) => Promise<void>
}

function answer(
  script?: (text: string) => readonly VoiceStep[],
  {
    marksReturn = true,
    fallback = undefined as readonly VoiceStep[] | undefined,
    prepared = [] as string[],
    onPlayed = (_call: Call, _id: string): void => {},
    onFirst = (_call: Call): void => {},
  } = {},
): Call {
  const clock = new VirtualClock()
  const startedAt = clock.now()
  const voice = createScriptedVoice(clock, script)
  const other = createScriptedVoice(clock, () => fallback ?? [])
  const prompts = createPromptCache({ voice })
  const elapsed = (): number => clock.now() - startedAt
  const note = (entry: string): void => {
    call.log.push(entry)
    call.times.push(elapsed())
  }
  const playout = createPlayout((name) => marksReturn && mouth.mark(name))
  const mouth = createMouth({
    line: {
      play(audio) {
        call.chunks.push(audio.length / 8)
        playout.audio(audio.slice())
      },
      mark(name) {
        call.marks.push(name)
        playout.mark(name)
      },
      clear() {
        call.cleared += 1
        playout.clear()
      },
    },
    voice,
    ...(fallback === undefined ? {} : { fallback: { ...other, speaks: (spoken: string) => spoken === language } }),
    prompts,
    wheel: createPlaybackWheel({ clock }),
    clock,
    onPlayed(id) {
      note(`played ${id}`)
      onPlayed(call, id)
    },
    onFailed(id, error) {
      call.errors.push(error)
      note(`failed ${id}: ${error instanceof SpeechError ? error.code : error.message}`)
    },
    onFirstAudio({ id, at, waitMs }) {
      note(`first ${id} after ${Math.round(waitMs)}${at === clock.now() ? '' : '!'}`)
      onFirst(call)
    },
    onSent: (mulaw, at) => call.taps.push({ ms: mulaw.length / 8, at: at - startedAt }),
    onCleared: (at) => call.cuts.push(at - startedAt),
  })
  const call: Call = {
    mouth,
    clock,
    voice,
    log: [],
    errors: [],
    times: [],
    chunks: [],
    marks: [],
    cleared: 0,
    heardMs: [],
    buffered: [],
    taps: [],
    cuts: [],
    async run(ms) {
      const until = elapsed() + ms
      await clock.advance(0)
      while (elapsed() < until) {
        const now = elapsed()
        const frame = playout.next()
        call.buffered.push(playout.bufferedMs)
        for (let at = 0; at < 20; at++) if (frame[at * 8] !== SILENT) call.heardMs.push(now + at)
        await clock.advance(20)
      }
    },
  }
  for (const text of prepared) void prompts.render({ text, language })
  return call
}

const say = (call: Call, id: string, text = id): void => call.mouth.say({ id, text, language })
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)

describe('saying something', () => {
  it('is heard at once, whole, without a gap, and reported when it was heard to its end', async () => {
    const call = answer(() => [{ gives: 3000 }])
    say(call, 'u1')
    await call.run(4000)
    expect(call.heardMs).toEqual(range(0, 3000))
    expect(call.log).toEqual(['first u1 after 0', 'played u1'])
    // A mark comes back with the frame after its audio.
    expect(call.times[1]).toBe(3000)
  })

  it('is sent 200 to 300 ms ahead, in pieces of 100 to 200 ms', async () => {
    const call = answer(() => [{ gives: 3000 }])
    say(call, 'u1')
    await call.run(2600)
    expect(Math.max(...call.buffered)).toBeLessThanOrEqual(300)
    expect(Math.min(...call.buffered)).toBeGreaterThanOrEqual(180)
    expect(Math.max(...call.chunks)).toBeLessThanOrEqual(200)
    expect(Math.min(...call.chunks)).toBeGreaterThanOrEqual(100)
  })

  it('starts with the first pieces of a voice that is slow to finish', async () => {
    const call = answer(() => [
      { waits: 400 },
      { gives: 60 },
      { waits: 20 },
      { gives: 60 },
      { waits: 60 },
      { gives: 500 },
    ])
    say(call, 'u1')
    await call.run(1500)
    expect(call.log).toEqual(['first u1 after 420', 'played u1'])
    expect(call.heardMs).toEqual(range(420, 1040))
  })

  it('has a silence in it where the voice falls behind, and loses nothing', async () => {
    const call = answer(() => [{ gives: 400 }, { waits: 1000 }, { gives: 400 }])
    say(call, 'u1')
    await call.run(2000)
    expect(call.heardMs).toEqual([...range(0, 400), ...range(1000, 1400)])
    expect(call.log).toEqual(['first u1 after 0', 'played u1'])
  })

  it('is followed without a gap by what was said after it, even from within the report', async () => {
    const call = answer(() => [{ gives: 700 }])
    say(call, 'u1')
    say(call, 'u2')
    await call.run(2000)
    expect(call.heardMs).toEqual(range(0, 1400))
    expect(call.log).toEqual(['first u1 after 0', 'first u2 after 500', 'played u1', 'played u2'])

    const chained = answer(() => [{ gives: 300 }], { onPlayed: (self, id) => id === 'u1' && say(self, 'u2') })
    say(chained, 'u1')
    await chained.run(1000)
    expect(chained.log).toEqual(['first u1 after 0', 'played u1', 'first u2 after 0', 'played u2'])
  })

  it('asks the voice for the next one only when it is done with the one before', async () => {
    const call = answer((text) => (text === 'u1' ? [{ gives: 100 }, { waits: 500 }, { gives: 100 }] : [{ gives: 100 }]))
    say(call, 'u1')
    say(call, 'u2')
    await call.run(480)
    expect(call.voice.asked).toEqual(['u1'])
    await call.run(100)
    expect(call.voice.asked).toEqual(['u1', 'u2'])
  })

  it('of nothing is over at once, in its turn', async () => {
    const call = answer()
    say(call, 'u1', ' ')
    await call.run(40)
    expect([call.log, call.voice.asked]).toEqual([['played u1'], []])
  })

  it('leaves no timer behind', async () => {
    const call = answer(() => [{ gives: 500 }])
    say(call, 'u1')
    await call.run(200)
    expect(call.clock.pending).toBe(1)
    await call.run(600)
    expect(call.clock.pending).toBe(0)
  })
})

describe('a prompt that was rendered before', () => {
  it('begins within the call of say, without the voice', async () => {
    const call = answer(() => [{ waits: 300 }, { gives: 1000 }], { prepared: ['hello'] })
    await call.run(400)
    expect(call.voice.asked).toEqual(['hello'])
    say(call, 'u1', 'hello')
    expect([call.log, call.chunks]).toEqual([['first u1 after 0'], [200, 100]])
    say(call, 'u2', 'hello')
    await call.run(2200)
    expect(call.voice.asked).toEqual(['hello'])
    expect(call.heardMs).toEqual(range(400, 2400))
  })

  it('is waited for when it is being rendered just now, and not rendered twice', async () => {
    const call = answer(() => [{ waits: 300 }, { gives: 200 }], { prepared: ['hello'] })
    say(call, 'u1', 'hello')
    await call.run(800)
    expect(call.voice.asked).toEqual(['hello'])
    expect(call.log).toEqual(['first u1 after 300', 'played u1'])
  })
})

describe('being interrupted', () => {
  // Twenty words of five letters and a space: 2000 ms of audio, 100 ms a word.
  const text = Array.from({ length: 20 }, (_, i) => `word${String.fromCharCode(97 + i)}`).join(' ')
  const words = (count: number): string => text.slice(0, count * 6 - 1)
  const speaking = async (forMs: number): Promise<Call> => {
    const call = answer(() => [{ gives: 2000 }])
    say(call, 'u1', text)
    await call.run(forMs)
    return call
  }

  it('stops at once and tells what had been heard up to the last mark', async () => {
    const call = await speaking(1300)
    expect(call.mouth.clear()).toEqual({ id: 'u1', heard: words(10) })
    await call.run(1000)
    expect(call.heardMs).toEqual(range(0, 1300))
    expect(call.cleared).toBe(1)
    expect(call.log).toEqual(['first u1 after 0'])
  })

  it('does not count the marks that come back because they were cleared', async () => {
    const call = await speaking(400)
    expect(call.marks).toHaveLength(1)
    // The mark of the cleared audio comes back within this call already.
    expect(call.mouth.clear()).toEqual({ id: 'u1', heard: '' })
    say(call, 'u2', text)
    await call.run(400)
    expect(call.marks).toHaveLength(2)
    // And again later, when the next playback's first mark is awaited.
    call.mouth.mark(call.marks[0]!)
    expect(call.mouth.clear()).toEqual({ id: 'u2', heard: '' })
    expect(call.log).toEqual(['first u1 after 0', 'first u2 after 0'])
  })

  it('drops marks that nobody made', async () => {
    const call = await speaking(1300)
    for (const name of ['', '0', '0.99', '1.1', 'greeting', '0.1 ']) call.mouth.mark(name)
    expect(call.mouth.position()?.heard).toBe(words(10))
  })

  it('takes a late mark to mean all that came before it', async () => {
    const call = answer(() => [{ gives: 2000 }], { marksReturn: false })
    say(call, 'u1', text)
    await call.run(1400)
    expect(call.mouth.position()?.heard).toBe('')
    call.mouth.mark(call.marks[1]!)
    expect(call.mouth.position()).toEqual({ id: 'u1', heard: words(10), playedMs: 1000, totalMs: 2000 })
  })

  it('takes a late mark to mean the utterances before it, too', async () => {
    const call = answer(() => [{ gives: 150 }], { marksReturn: false })
    say(call, 'u1')
    say(call, 'u2')
    await call.run(400)
    call.mouth.mark(call.marks.at(-1) ?? '')
    expect(call.log.slice(2)).toEqual(['played u1', 'played u2'])
  })

  it('estimates how long it will be while the voice is still at work', async () => {
    const call = answer(() => [{ gives: 1000 }, { waits: 3000 }, { gives: 9000 }])
    say(call, 'u1', text)
    await call.run(700)
    // 119 characters, 60 ms each.
    expect(call.mouth.position()).toMatchObject({ playedMs: 500, totalMs: 119 * 60, heard: words(1) })
  })

  it('forgets what was still to be said, and stops the voice', async () => {
    const call = answer(() => [{ gives: 200 }, { waits: 1000 }, { gives: 200 }])
    say(call, 'u1')
    say(call, 'u2')
    await call.run(100)
    expect(call.mouth.clear()).toEqual({ id: 'u1', heard: '' })
    expect(call.voice.aborted).toEqual(['u1'])
    await call.run(3000)
    expect([call.voice.asked, call.log]).toEqual([['u1'], ['first u1 after 0']])
    expect(call.mouth.position()).toBeNull()
    expect(call.clock.pending).toBe(0)
  })

  it('of what waits for its voice counts as nothing heard, and bothers the line with nothing', async () => {
    const call = answer(() => [{ waits: 1000 }, { gives: 200 }])
    say(call, 'u1')
    await call.run(100)
    expect(call.mouth.clear()).toEqual({ id: 'u1', heard: '' })
    expect(call.cleared).toBe(0)
  })

  it('may happen the moment that the first audio goes out', async () => {
    const call = answer(() => [{ gives: 2000 }], { onFirst: (self) => void self.mouth.clear() })
    say(call, 'u1')
    await call.run(500)
    expect([call.chunks, call.heardMs, call.cleared]).toEqual([[200], [], 1])
  })

  it('in silence is nothing', async () => {
    const call = answer()
    expect(call.mouth.clear()).toBeNull()
    say(call, 'u1')
    await call.run(1000)
    expect(call.mouth.clear()).toBeNull()
    expect(call.cleared).toBe(0)
  })

  it('leaves the mouth free to speak at once, and to be heard to the end', async () => {
    const call = await speaking(1300)
    call.mouth.clear()
    say(call, 'u2', 'sorry')
    await call.run(2500)
    expect(call.heardMs).toEqual(range(0, 3300))
    expect(call.log).toEqual(['first u1 after 0', 'first u2 after 0', 'played u2'])
  })
})

describe('a line that does not give marks back', () => {
  it('holds up nothing: what was sent counts as played 1.5 s after its end', async () => {
    const call = answer(() => [{ gives: 600 }], { marksReturn: false })
    say(call, 'u1')
    await call.run(2000)
    expect(call.log).toEqual(['first u1 after 0'])
    await call.run(300)
    expect(call.log).toEqual(['first u1 after 0', 'played u1'])
    expect(call.times[1]).toBeGreaterThanOrEqual(2100)
    for (const name of call.marks) call.mouth.mark(name)
    expect(call.log).toHaveLength(2)
  })

  it('is not waited for longer because something else is being said', async () => {
    const call = answer((text) => [{ gives: text === 'u1' ? 500 : 5000 }], { marksReturn: false })
    say(call, 'u1')
    say(call, 'u2')
    await call.run(2400)
    expect(call.log).toEqual(['first u1 after 0', 'first u2 after 300', 'played u1'])
  })
})

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

describe('a stream that is gone', () => {
  it('tells what had been heard, and gets nothing more', async () => {
    const call = answer(() => [{ gives: 2000 }])
    say(call, 'u1', 'one two three four five six seven eight')
    await call.run(1100)
    const sent = call.chunks.length
    expect(call.mouth.close()).toEqual({ id: 'u1', heard: 'one two three four' })
    say(call, 'u2')
    for (const name of call.marks) call.mouth.mark(name)
    await call.run(3000)
    expect([call.chunks.length, call.cleared, call.log]).toEqual([sent, 0, ['first u1 after 0']])
    expect(call.mouth.clear()).toBeNull()
    expect(call.clock.pending).toBe(0)
  })
})

describe('the tap for recordings', () => {
  it('tells when each piece is heard, and what was cut off', async () => {
    const call = answer(() => [{ gives: 1000 }])
    await call.run(500)
    say(call, 'u1')
    await call.run(300)
    call.mouth.clear()
    expect(call.cuts).toEqual([800])
    let end = 500
    for (const { ms, at } of call.taps) {
      expect(at).toBe(end)
      end += ms
    }
    expect(end).toBeGreaterThan(800)
    await call.run(1000)
    call.mouth.clear()
    expect(call.cuts).toEqual([800])
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
