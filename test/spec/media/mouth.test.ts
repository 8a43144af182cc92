import { describe, expect, it } from 'vitest'
import { answer, range, say } from './mouth-on-a-line.ts'

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
