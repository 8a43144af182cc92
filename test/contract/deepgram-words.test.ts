import { describe, expect, it, onTestFinished } from 'vitest'
import { createFluxWords } from '../../src/speech/deepgram/flux-words.ts'
import { createNovaWords } from '../../src/speech/deepgram/nova-words.ts'
import type { Words, WordsPort, WordsStream } from '../../src/speech/words.ts'
import { startDeepgram } from '../stand-ins/deepgram.ts'
import type { DeepgramStandIn } from '../stand-ins/deepgram.ts'
import type { VendorTrouble } from '../stand-ins/vendor-trouble.ts'
import { writtenFrames, writtenSilence } from '../stand-ins/written-audio.ts'

interface Call {
  readonly deepgram: DeepgramStandIn
  readonly stream: WordsStream
  readonly heard: Words[]
  readonly failures: Error[]
}

interface Wish {
  readonly trouble?: Partial<VendorTrouble>
  readonly language?: string
  readonly apiKey?: string
}

const quick = { finalWithinMs: 300, stalledMs: 200 }
const flux = (account: Parameters<typeof createFluxWords>[0]) => createFluxWords(account, quick)
const nova = (account: Parameters<typeof createFluxWords>[0]) => createNovaWords(account, quick)
type Create = (account: Parameters<typeof createFluxWords>[0]) => WordsPort

async function call(create: Create, { trouble, language = 'en-GB', apiKey }: Wish = {}): Promise<Call> {
  const deepgram = await startDeepgram(trouble)
  onTestFinished(() => deepgram.close())
  const port = create({ ...deepgram.account, ...(apiKey === undefined ? {} : { apiKey }) })
  onTestFinished(() => port.close())
  const heard: Words[] = []
  const failures: Error[] = []
  const stream = await port.open({
    language,
    onWords: (words) => heard.push(words),
    onFailure: (error) => failures.push(error),
  })
  return { deepgram, stream, heard, failures }
}

function say({ stream }: Call, ...texts: readonly string[]): void {
  for (const frame of texts.flatMap(writtenFrames)) stream.audio(frame)
}

function quiet({ stream }: Call, ms: number): void {
  for (const frame of writtenSilence(ms)) stream.audio(frame)
}

/** What was told, each once: the words, whether they are final, what the provider thinks of the turn's end. */
function told({ heard }: Call): (readonly [string, boolean, Words['endOfTurn']])[] {
  return heard.map(({ hypotheses, final, endOfTurn }) => [hypotheses[0]?.text ?? '', final, endOfTurn] as const)
}

const expected = { phrases: 'yes', keywords: ['crown', 'root canal', 'crown'], language: 'en-GB' }

describe('Flux', () => {
  it('is asked for mu-law, with an early end of turns, and told what is likely and what is asked for', async () => {
    const ours = await call(flux)
    expect(Object.fromEntries(ours.deepgram.sessions[0]!.query)).toEqual({
      model: 'flux-general-en',
      encoding: 'mulaw',
      sample_rate: '8000',
      eot_threshold: '0.7',
      eager_eot_threshold: '0.5',
      eot_timeout_ms: '5000',
    })
    ours.stream.expect({ ...expected, types: ['choice'] })
    ours.stream.expect({ ...expected, types: ['choice'] })
    ours.stream.expect({ ...expected, types: ['postcode'] })
    const { messages } = ours.deepgram.sessions[0]!
    await expect.poll(() => messages.length).toBe(2)
    expect(messages).toEqual([
      { type: 'Configure', thresholds: { eot_threshold: 0.7 }, keyterms: ['crown', 'root canal'] },
      { type: 'Configure', thresholds: { eot_threshold: 0.85 }, keyterms: ['crown', 'root canal'] },
    ])
    expect(ours.failures).toEqual([])
  })

  it('hears another language with the model that has several, told which', async () => {
    const { deepgram } = await call(flux, { language: 'de-DE' })
    expect(deepgram.sessions[0]!.query.get('model')).toBe('flux-general-multi')
    expect(deepgram.sessions[0]!.query.get('language_hint')).toBe('de')
  })

  it('says at once that it does not hear a language', async () => {
    await expect(call(flux, { language: 'pl-PL' })).rejects.toMatchObject({ code: 'unsupported_language' })
  })

  it('tells that a turn may be over, that it goes on after all, and that it is over', async () => {
    const ours = await call(flux)
    ours.stream.startTurn(1)
    say(ours, 'a table')
    say(ours, 'for four')
    ours.stream.pause()
    quiet(ours, 700)
    await expect.poll(() => told(ours).at(-1)).toEqual(['a table for four', true, 'end'])
    const stages = told(ours).flatMap(([text, , stage]) => (stage === undefined ? [] : [[text, stage]]))
    expect(stages).toEqual([
      ['a table', 'eager'],
      ['a table for four', 'resumed'],
      ['a table for four', 'eager'],
      ['a table for four', 'end'],
    ])
    ours.stream.endTurn()
    // It had ended the turn by itself: nothing is waited for.
    expect(told(ours).at(-1)).toEqual(['a table for four', true, undefined])
  })

  it('ends one of its turns where ours goes on: what is said then is added', async () => {
    const ours = await call(flux)
    ours.stream.startTurn(1)
    say(ours, 'eight')
    quiet(ours, 800)
    say(ours, 'in the evening')
    ours.stream.endTurn()
    await expect.poll(() => told(ours).at(-1)).toEqual(['eight in the evening', true, undefined])
  })

  it('is made to end a turn that our grammar ends first', async () => {
    const ours = await call(flux)
    ours.stream.startTurn(1)
    say(ours, 'yes')
    ours.stream.endTurn()
    await expect.poll(() => told(ours).at(-1)).toEqual(['yes', true, undefined])
    expect(ours.deepgram.sessions[0]!.messages).toContainEqual({ type: 'ForceEndTurn' })
  })

  it('does not mix a turn that was cancelled with the next', async () => {
    const ours = await call(flux)
    ours.stream.startTurn(1)
    say(ours, 'cough')
    ours.stream.cancelTurn()
    ours.stream.startTurn(2)
    say(ours, 'no')
    ours.stream.endTurn()
    await expect.poll(() => told(ours).at(-1)).toEqual(['no', true, undefined])
    expect(ours.heard.every(({ turn, hypotheses }) => turn === 2 && hypotheses[0]?.text === 'no')).toBe(true)
  })

  it('that falls silent in the middle of a turn is given up, and the turn is left to the next', async () => {
    const ours = await call(flux, { trouble: { upon: () => 'stalled' } })
    ours.stream.startTurn(1)
    say(ours, 'yes')
    ours.stream.endTurn()
    await expect.poll(() => ours.failures.length).toBe(1)
    expect(ours.failures[0]).toMatchObject({ code: 'timeout' })
    expect(ours.heard.filter(({ final }) => final)).toEqual([])
  })

  it('that connects and says nothing is given up', { timeout: 10_000 }, async () => {
    await expect(call(flux, { trouble: { silent: true } })).rejects.toMatchObject({ code: 'timeout' })
  })

  it('that is slow is heard all the same', async () => {
    const ours = await call(flux, { trouble: { slowMs: 60 } })
    ours.stream.startTurn(1)
    say(ours, 'yes')
    ours.stream.endTurn()
    await expect.poll(() => told(ours).at(-1)).toEqual(['yes', true, undefined])
  })
})

describe('Nova', () => {
  it('opens another socket for other likely words, between two turns', async () => {
    const ours = await call(nova)
    ours.stream.startTurn(1)
    say(ours, 'yes')
    ours.stream.expect(expected)
    await expect.poll(() => ours.deepgram.sessions.length).toBe(2)
    expect(ours.deepgram.sessions[1]!.query.getAll('keyterm')).toEqual(['crown', 'root canal'])
    ours.stream.endTurn()
    await expect.poll(() => told(ours).at(-1)).toEqual(['yes', true, undefined])
    ours.stream.startTurn(2)
    say(ours, 'a crown')
    ours.stream.endTurn()
    await expect.poll(() => told(ours).at(-1)).toEqual(['a crown', true, undefined])
    expect(ours.deepgram.sessions[1]!.audioBytes).toBeGreaterThan(0)
    expect(ours.failures).toEqual([])
  })

  it('settles its words at a pause, so that the end of the turn need not wait for them', async () => {
    const ours = await call(nova)
    ours.stream.startTurn(1)
    say(ours, 'yes')
    ours.stream.pause()
    await expect.poll(() => ours.deepgram.sessions[0]!.messages).toEqual([{ type: 'Finalize' }])
  })

  it('hears a language that Flux does not', async () => {
    const { deepgram } = await call(nova, { language: 'pl-PL' })
    expect(deepgram.sessions[0]!.query.get('language')).toBe('pl')
  })
})

describe.each([
  ['Flux', flux],
  ['Nova', nova],
])('%s in trouble', (_, create) => {
  it.each([
    ['a wrong key', { apiKey: 'wrong' }, 'refused', /401.*DEEPGRAM_API_KEY/u],
    ['an account without credit', { trouble: { status: 402 } }, 'refused', /402.*credit/u],
    ['too many connections', { trouble: { status: 429 } }, 'unavailable', /429/u],
    ['a broken service', { trouble: { status: 500 } }, 'unavailable', /500/u],
  ] satisfies [string, Wish, string, RegExp][])('tells %s as what it is', async (_, wish, code, message) => {
    await expect(call(create, wish)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })

  it.each([
    ['a socket that is lost in the middle of a word', 'dropped'],
    ['a message that cannot be read', 'malformed'],
  ] as const)('gives the stream up at %s, once, and leaves its turn to the next', async (_, fate) => {
    const ours = await call(create, { trouble: { upon: () => fate } })
    ours.stream.startTurn(1)
    say(ours, 'yes')
    ours.stream.endTurn()
    await expect.poll(() => ours.failures.length).toBe(1)
    expect(ours.failures[0]).toMatchObject({ code: 'unavailable' })
    expect(ours.heard.filter(({ final }) => final)).toEqual([])
    expect(String(ours.failures[0])).not.toContain('yes')
  })

  it('gives the stream up that tells nothing of a turn', async () => {
    const ours = await call(create, { trouble: { upon: () => 'stalled' } })
    ours.stream.startTurn(1)
    say(ours, 'yes')
    ours.stream.endTurn()
    await expect.poll(() => ours.failures.length).toBe(1)
    expect(ours.failures[0]).toMatchObject({ code: 'timeout' })
  })
})
