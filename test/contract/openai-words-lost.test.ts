import { describe, expect, it } from 'vitest'
import { writtenFrames, writtenSilence } from '../stand-ins/written-audio.ts'
import { call, finals, turn } from './openai-words-call.ts'

describe('a lost socket', () => {
  it('in the middle of a turn costs nothing: its audio is sent again', async () => {
    const ours = await call()
    ours.stream.startTurn(1)
    for (const frame of writtenFrames('table for')) ours.stream.audio(frame)
    await expect.poll(() => ours.openai.realtime.sessions[0]!.audioBytes).toBeGreaterThan(3000)
    ours.openai.realtime.sessions[0]!.socket.terminate()
    for (const frame of writtenFrames('four')) ours.stream.audio(frame)
    ours.stream.endTurn()
    await expect.poll(() => finals(ours)).toEqual([[1, 'table for four']])
    expect(ours.openai.realtime.sessions).toHaveLength(2)
    expect(ours.failures).toEqual([])
  })

  it('after a turn was committed costs nothing either', async () => {
    let first = true
    const ours = await call({
      transcribe(text) {
        const ending = first ? 'dropped' : 'completed'
        first = false
        return { deltas: [text], ending }
      },
    })
    ours.stream.expect({ phrases: 'yes', keywords: ['crown'], language: 'en-GB' })
    turn(ours, 1, 'a crown')
    await expect.poll(() => finals(ours)).toEqual([[1, 'a crown']])
    const again = ours.openai.realtime.sessions[1]!.events[0]
    expect(again).toMatchObject({ session: { audio: { input: { transcription: { keywords: ['crown'] } } } } })
  })

  it('again and again ends the stream, and leaves the turn for the next one to hear', async () => {
    const ours = await call({ transcribe: (text) => ({ deltas: [text], ending: 'dropped' }) })
    turn(ours, 1, 'yes')
    await expect.poll(() => ours.failures.length).toBe(1)
    expect(finals(ours)).toEqual([])
    expect(ours.openai.realtime.sessions).toHaveLength(3)
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'wherever it is lost (after %i tenths of what is said) no word is lost nor doubled',
    { timeout: 20_000 },
    async (tenths) => {
      const ours = await call()
      const said = ['one two', 'three', 'four five six']
      const frames = said.flatMap((text, index) => [
        () => ours.stream.startTurn(index + 1),
        ...writtenFrames(text).map((frame) => () => ours.stream.audio(frame)),
        () => ours.stream.endTurn(),
      ])
      for (const [at, step] of frames.entries()) {
        // Let go of now and then, so that the other end hears while we speak.
        if (at % 5 === 0) await new Promise((go) => setImmediate(go))
        if (at === Math.floor((frames.length * tenths) / 10)) ours.openai.realtime.sessions[0]!.socket.terminate()
        step()
      }
      await expect
        .poll(() => finals(ours).toSorted(([one], [other]) => one - other), { timeout: 10_000 })
        .toEqual([
          [1, 'one two'],
          [2, 'three'],
          [3, 'four five six'],
        ])
      expect(ours.failures).toEqual([])
    },
  )

  it('of a turn of more than a minute costs its beginning, and no more than the last minute is kept', async () => {
    const ours = await call()
    ours.stream.startTurn(1)
    for (const frame of writtenFrames('long ago')) ours.stream.audio(frame)
    for (const frame of writtenSilence(59_000)) ours.stream.audio(frame)
    for (const frame of writtenFrames('lately')) ours.stream.audio(frame)
    for (const frame of writtenSilence(1000)) ours.stream.audio(frame)
    ours.openai.realtime.sessions[0]!.socket.terminate()
    await expect.poll(() => ours.openai.realtime.sessions.length).toBe(2)
    ours.stream.endTurn()
    await expect.poll(() => finals(ours), { timeout: 5000 }).toEqual([[1, 'lately']])
    expect(ours.openai.realtime.sessions[1]!.audioBytes).toBeLessThanOrEqual(480_000)
  })

  it('that is half-open is found by its pings, and replaced', async () => {
    const ours = await call({ halfOpen: true }, { pingMs: 50 })
    await expect.poll(() => ours.openai.realtime.sessions.length).toBeGreaterThan(1)
  })

  it('that cannot be replaced ends the stream', async () => {
    const ours = await call()
    await ours.openai.close()
    await expect.poll(() => ours.failures.length).toBe(1)
    expect(ours.failures[0]).toMatchObject({ code: 'unavailable' })
  })

  it('is not missed after the stream was closed', async () => {
    const ours = await call()
    ours.stream.close()
    await expect.poll(() => ours.openai.realtime.sessions[0]!.socket.readyState).toBe(3)
    expect(ours.openai.realtime.sessions).toHaveLength(1)
    expect(ours.failures).toEqual([])
  })
})
