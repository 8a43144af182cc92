import { describe, expect, it } from 'vitest'
import { answer, range, say } from './mouth-on-a-line.ts'
import type { Call } from './mouth-on-a-line.ts'

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
