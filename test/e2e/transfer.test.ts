import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, test as tests, vi, type ExpectStatic, type TestContext } from 'vitest'
import { startDeepgram } from '../stand-ins/deepgram.ts'
import type { TwilioOptions } from '../stand-ins/twilio.ts'
import type { Answerer } from '../stand-ins/twilio-placed.ts'
import type { StandInCall } from '../stand-ins/twilio-call.ts'
import { numbers, publicUrl, startLineProject, type LineProject } from './line-project.ts'

const desk = '+442079460009'

// Each waits for a line most of its time; at the same time as others, on a machine with much else to do.
vi.setConfig({ testTimeout: 90_000 })
const test = tests.concurrent

const deepgram = await startDeepgram()
afterAll(() => deepgram.close())

const flowOf = (mode: string, more = ''): string => `
flow: desk
language: en-GB
start: hand_over
states:
  hand_over:
    transfer: front_desk
    say: One moment.
    mode: ${mode}
    brief: Wants a table for four.
    ring: 5s
    outcomes: { busy: busy, noanswer: nobody, declined: declined, failed: failed${more} }
  busy: { end: They are busy., outcome: was_busy }
  nobody: { end: Nobody answers., outcome: was_noanswer }
  declined: { end: They cannot take it., outcome: was_declined }
  failed: { end: That did not work., outcome: was_failed }
  rate: { end: How was it?, outcome: was_completed }
`

async function start(
  { onTestFinished }: TestContext,
  mode: string,
  options: { readonly more?: string; readonly twilio?: TwilioOptions; readonly hold?: string } = {},
): Promise<{ readonly server: LineProject; readonly call: StandInCall }> {
  const server = await startLineProject(
    flowOf(mode, options.more).replace(options.more === undefined ? /\n {2}rate:.*/ : '', ''),
    {
      // A recogniser on this machine takes longer to start than the call takes.
      parts: {
        destinations: { front_desk: desk },
        speech: { words: ['deepgram-flux'], voice: ['embedded'] },
        ...(options.hold === undefined ? {} : { hold: options.hold }),
      },
      env: { DEEPGRAM_API_KEY: deepgram.account.apiKey, DEEPGRAM_BASE_URL: deepgram.account.baseUrl ?? '' },
      // As long as Twilio takes.
      twilio: { webhookDelayMs: () => 50 + Math.random() * 100, restDelayMs: 100, speed: 4, ...options.twilio },
      onFinished: onTestFinished,
    },
  )
  return { server, call: server.dial() }
}

const answering = (answerer: Answerer): TwilioOptions => ({ answerer: () => answerer })
const patiently = { timeout: 60_000 }
const legOf = ({ twilio }: LineProject): StandInCall | undefined => twilio.calls.find(({ to }) => to === desk)
const noted = (call: StandInCall | undefined, what: string) => call?.log.find((entry) => entry.what === what)

async function comesOutAs(expect: ExpectStatic, server: LineProject, outcome: string): Promise<void> {
  await expect.poll(() => server.outcome(), patiently).toBe(outcome)
  for (const call of server.twilio.calls) expect(call.violations).toEqual([])
}

describe('a warm transfer', () => {
  test('has the caller wait with music, tells whoever answers what it is about, and joins the two once they take it', async (context) => {
    const { expect } = context
    const { server, call } = await start(context, 'warm', {
      twilio: answering({ kind: 'person', presses: '1', talksMs: 600 }),
    })
    await comesOutAs(expect, server, 'transferred')
    const leg = legOf(server)
    expect(noted(call, 'music')?.detail).toBe("Twilio's own")
    expect(leg?.said).toEqual(['Wants a table for four.', 'Press 1 to take the call.'])
    // Whoever is rung sees a number of ours.
    expect(server.twilio.placedFrom).toEqual([numbers.ours])
    expect(server.twilio.conferences).toMatchObject([{ status: 'completed' }])
    expect(noted(call, 'conference begins')).toBeDefined()
    const gotOn = (await server.events()).filter((event) => event !== 'stream.lost')
    expect(gotOn.slice(0, 5)).toEqual(['call.started', 'speech.played', 'ringing', 'accepted', 'joined'])
    // Of the end both calls tell, and either may be the first: theirs, or the caller's.
    expect(['left', 'completed']).toContain(gotOn[5])
    await call.over
    expect(server.said).toEqual(['One moment.'])
  })

  test('comes back to the flow when the two have talked, where it says so', async (context) => {
    const { expect } = context
    const { server, call } = await start(context, 'warm', {
      more: ', completed: rate',
      twilio: answering({ kind: 'person', presses: '1', talksMs: 300 }),
    })
    await comesOutAs(expect, server, 'was_completed')
    await call.over
    expect(server.said).toEqual(['One moment.', 'How was it?'])
    expect(call.streamSids).toHaveLength(2)
  })

  test.for<[string, Answerer, string, string]>([
    ['is busy', { kind: 'busy' }, 'was_busy', 'They are busy.'],
    ['does not answer within "ring"', { kind: 'no-answer' }, 'was_noanswer', 'Nobody answers.'],
    ['cannot be reached', { kind: 'failed' }, 'was_failed', 'That did not work.'],
    ['declines by another key', { kind: 'person', presses: '2' }, 'was_declined', 'They cannot take it.'],
    ['is a voicemail, which presses nothing', { kind: 'machine' }, 'was_declined', 'They cannot take it.'],
    [
      'hangs up while they hear the brief',
      { kind: 'person', hangsUpAfterMs: 400 },
      'was_declined',
      'They cannot take it.',
    ],
  ])('brings the agent back to the caller when the other side %s', async ([, answerer, outcome, said], context) => {
    const { expect } = context
    const { server, call } = await start(context, 'warm', { twilio: answering(answerer) })
    await comesOutAs(expect, server, outcome)
    await call.over
    expect(server.said).toEqual(['One moment.', said])
    expect(call.streamSids).toHaveLength(2)
    expect(server.twilio.calls.filter(({ to }) => to === desk)).toHaveLength(1)
  })

  test('that Twilio refuses to ring anybody for comes back as failed', async (context) => {
    const { expect } = context
    const { server, call } = await start(context, 'warm', { twilio: { refusesCallsTo: desk } })
    await comesOutAs(expect, server, 'was_failed')
    await call.over
    expect(legOf(server)).toBeUndefined()
  })

  test('ends the call of whoever is rung when the caller hangs up meanwhile', async (context) => {
    const { expect } = context
    const { server, call } = await start(context, 'warm', { twilio: answering({ kind: 'no-answer' }) })
    await expect.poll(() => legOf(server)?.status, patiently).toBe('ringing')
    call.hangUp()
    await legOf(server)?.over
    expect(noted(legOf(server), 'over')?.detail).toBe('the REST interface')
    await comesOutAs(expect, server, 'hangup')
  })

  test('tells who takes the call too late that nobody is there, and leaves nobody alone in the room', async (context) => {
    const { expect } = context
    const { server, call } = await start(context, 'warm', { twilio: answering({ kind: 'person' }) })
    await expect.poll(() => legOf(server)?.said.length, patiently).toBe(2)
    // The caller goes, and in the same moment the other side takes the call.
    call.hangUp()
    legOf(server)?.press('1')
    await legOf(server)?.over
    // Whichever of the two was told first.
    await expect.poll(() => server.outcome(), patiently).toMatch(/^(hangup|transferred)$/)
  })

  test('whose answer is lost has happened: nobody is rung twice', async (context) => {
    const { expect } = context
    const { server, call } = await start(context, 'warm', {
      twilio: { ...answering({ kind: 'person', presses: '1', talksMs: 200 }), losesAnswersOf: 'Calls' },
    })
    await comesOutAs(expect, server, 'transferred')
    await call.over
    expect(server.twilio.calls.filter(({ to }) => to === desk)).toHaveLength(1)
  })

  test('plays music of the project', async (context) => {
    const { expect } = context
    const folder = await mkdtemp(join(tmpdir(), 'callchart-hold-'))
    const hold = join(folder, 'hold.wav')
    await writeFile(hold, 'RIFF of a kind')
    const { server, call } = await start(context, 'warm', { hold, twilio: answering({ kind: 'busy' }) })
    await comesOutAs(expect, server, 'was_busy')
    const address = noted(call, 'music')?.detail ?? ''
    expect(address).toBe(`${publicUrl}/twilio/hold-music`)
    const music = await fetch(server.url + new URL(address).pathname)
    expect(music.headers.get('content-type')).toBe('audio/wav')
    expect(await music.text()).toBe('RIFF of a kind')
  })
})

describe.each(['cold', 'screened'] as const)('a %s transfer', (mode) => {
  test.for<[string, 'completed' | 'busy' | 'no-answer' | 'failed', string]>([
    ['takes the call', 'completed', 'transferred'],
    ['is busy', 'busy', 'was_busy'],
    ['does not answer', 'no-answer', 'was_noanswer'],
    ['cannot be reached', 'failed', 'was_failed'],
  ])('whose other side %s comes out so', async ([, status, outcome], context) => {
    const { expect } = context
    const callee = { status, afterMs: 200, talksMs: 200, presses: '1' }
    const { server, call } = await start(context, mode, { twilio: { callee: () => callee } })
    await comesOutAs(expect, server, outcome)
    await call.over
    expect(server.twilio.conferences).toEqual([])
    expect(call.rung).toHaveLength(1)
  })
})

test.for<[string, string | null]>([
  ['by another key', '2'],
  ['by none, as voicemail does', null],
])('a screened transfer is declined %s', async ([, presses], context) => {
  const { expect } = context
  const callee = { status: 'completed', afterMs: 100, talksMs: 100, presses } as const
  const { server, call } = await start(context, 'screened', { twilio: { callee: () => callee } })
  await comesOutAs(expect, server, 'was_declined')
  await call.over
  expect(server.said).toEqual(['One moment.', 'They cannot take it.'])
})
