import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { assemble } from '../../src/server/assemble.ts'
import { readConfig } from '../../src/server/config.ts'
import { createLogger } from '../../src/server/logger.ts'
import { startRedis } from '../redis-server.ts'
import { startTwilio } from '../stand-ins/twilio.ts'
import type { Answerer } from '../stand-ins/twilio-placed.ts'

const publicUrl = 'https://voice.test'
const pickup = `
flow: pickup
language: en-GB
timezone: Europe/London
start: hello
voicemail: message
inputs: { name: { type: name }, code: { type: digits } }
states:
  hello: { say: "Hello {{ inputs.name }}.", next: goodbye }
  message: { say: "A message.", bargein: false, next: left }
  left: { end: "", outcome: voicemail }
  goodbye: { end: Bye. }
`
/** What nobody may find outside the store: who is called, and about what. */
const canaries = ['7700900173', '7700900174', '7700900175', '7700900176', 'Zebulon', '73194628', '5005550']
const to = (last: string): string => `+44770090017${last}`
const inputs = { name: 'Zebulon', code: '73194628' }

it(
  'of a campaign nothing personal is in any line, metric, answer or audit: not when it goes well, not when Redis goes',
  { timeout: 90_000 },
  async () => {
    const redis = await startRedis()
    const data = await mkdtemp(join(tmpdir(), 'callchart-campaign-'))
    let url = ''
    const kinds: Readonly<Record<string, Answerer['kind']>> = { [to('4')]: 'busy', [to('5')]: 'machine' }
    const twilio = await startTwilio({
      reach: () => ({ [publicUrl]: url }),
      answerer: (number) => ({ kind: kinds[number] ?? 'person', knownAfterMs: 300 }),
    })
    const read = readConfig({
      // In production without keys, where Redis holds all as it is: then nothing but care keeps it out of errors.
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: '0',
      REDIS_URL: redis.url,
      CALLCHART_PUBLIC_URL: publicUrl,
      CALLCHART_DATA: data,
      CALLCHART_DRAIN_MS: '300',
      CALLCHART_API_TOKEN: 'all:dial+read+operate:sesame',
      TWILIO_ACCOUNT_SID: twilio.accountSid,
      TWILIO_AUTH_TOKEN: twilio.authToken,
      TWILIO_API_BASE_URL: twilio.apiBaseUrl,
    })
    if (!read.ok) throw new Error(JSON.stringify(read.problems))
    let log = ''
    const assembly = await assemble(
      read.config,
      {
        flows: [{ file: 'pickup.yaml', text: pickup }],
        tools: [],
        numbers: {},
        destinations: {},
        outbound: {
          from: '+442079460000',
          flows: ['pickup'],
          to: { '+44': 'Europe/London' },
          hours: { daily: '00:00-24:00' },
          perMinute: 500,
        },
      },
      createLogger({ level: 'trace', destination: { write: (line) => void (log += line) } }),
    )
    const { port } = await assembly.server.listen()
    url = `http://127.0.0.1:${port}`
    onTestFinished(async () => {
      await twilio.close()
      await assembly.close()
      await redis.stop()
      await rm(data, { recursive: true })
    })
    const seen: string[] = []
    const ask = async (path: string, body?: string): Promise<{ readonly status: number; readonly text: string }> => {
      const headers = { authorization: 'Bearer sesame', 'content-type': 'application/json' }
      const init =
        body === undefined ? { headers: { authorization: headers.authorization } } : { method: 'POST', headers, body }
      const response = await fetch(url + path, init)
      const text = await response.text()
      seen.push(text)
      return { status: response.status, text }
    }
    const list = (calls: readonly unknown[], change: object = {}): string =>
      JSON.stringify({ name: 'july', flow: 'pickup', calls, ...change })

    // Lists that are wrong, each in another way.
    for (const [body, status] of [
      [`{"calls": [{"to": "${to('3')}" "Zebulon"`, 400],
      [list([{ to: '07700900173', inputs }]), 400],
      [list([{ to: '+15005550006', inputs }]), 400],
      [
        list([
          { to: to('3'), inputs },
          { to: to('3'), inputs: { ...inputs, code: 73194628, extra: 'Zebulon' } },
        ]),
        400,
      ],
      [list([{ to: to('3'), inputs: { name: 'Zebulon', code: { deep: '73194628' } } }]), 400],
      [list([{ to: to('3'), inputs, phone: to('4') }]), 400],
      [list(['Zebulon']), 400],
      [list([], { name: `${to('3')} Zebulon` }), 400],
      [list([{ to: to('3'), inputs }], { hours: { daily: 'Zebulon' } }), 400],
    ] as const)
      expect((await ask('/calls/campaigns', body)).status, body).toBe(status)

    const rows = ['3', '4', '5'].map((last) => ({ to: to(last), inputs }))
    expect(await ask('/calls/campaigns', list(rows, { retry: { busy: false } }))).toMatchObject({ status: 202 })
    expect(await ask('/calls/campaigns', list([{ to: to('6'), inputs }]))).toMatchObject({ status: 409 })
    await expect
      .poll(async () => (await ask('/calls/campaigns/july')).text, { timeout: 40_000, interval: 300 })
      .toContain('"state":"done"')
    for (const path of [
      '/calls/campaigns',
      '/calls/campaigns/july?rows=true',
      `/calls/campaigns/${to('3')}`,
      '/metrics',
    ])
      await ask(path)
    expect(seen.join('')).toContain('callchart_campaign_calls_total{outcome="person"} 1')
    expect(log).toContain('a call of a campaign is over')

    // And with a Redis that goes while rows wait.
    await ask('/calls/campaigns', list([{ to: to('6'), inputs }], { name: 'august' }))
    await redis.stop()
    expect((await ask('/calls/campaigns', list(rows, { name: 'september' }))).status).toBe(503)
    expect(await ask('/calls/campaigns/august')).toMatchObject({
      status: 503,
      text: expect.stringContaining('redis_away'),
    })
    await expect.poll(() => log, { timeout: 20_000 }).toContain('a campaign met a fault')
    const audited = await readFile(join(data, 'audit.jsonl'), 'utf8')
    expect(audited).toContain('"campaign":"july"')
    const all = log + seen.join('\n') + audited
    expect(canaries.filter((canary) => all.includes(canary))).toEqual([])
  },
)
