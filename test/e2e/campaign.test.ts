import { expect, onTestFinished, test } from 'vitest'
import { startRealServers, type Project, type RealServer, type RealServers } from './real-servers.ts'
import type { Answerer } from '../stand-ins/twilio-placed.ts'
import type { TwilioOptions } from '../stand-ins/twilio.ts'

/** A message short enough to be over in two seconds. */
const pickup = `
flow: pickup
language: en-GB
timezone: Europe/London
start: hello
voicemail: message
inputs: { name: { type: name }, code: { type: digits, default: "1" } }
states:
  hello: { say: "Hello {{ inputs.name }}.", next: goodbye }
  message: { say: "A message.", bargein: false, next: left }
  left: { end: "", outcome: voicemail }
  goodbye: { end: Bye. }
`

const project: Project = {
  'callchart.config.ts': `export const config = {
    flows: 'flows',
    outbound: {
      from: '+442079460000', flows: ['pickup'], to: { '+44': 'Europe/London' },
      hours: { daily: '00:00-24:00' }, perMinute: 500, atOnce: 8, ring: '5s', deadline: '20s',
    },
  }\n`,
  'flows/pickup.yaml': pickup,
}

interface Told {
  readonly [figure: string]: unknown
  readonly state: string
  readonly done: number
  readonly calling: number
  readonly waiting: number
}

async function startTwo(options: TwilioOptions): Promise<{ servers: RealServers; a: RealServer; b: RealServer }> {
  const servers = await startRealServers(options)
  onTestFinished(() => servers.close())
  const [a, b] = await Promise.all([servers.start('a', project), servers.start('b', project)])
  servers.lead(a, b)
  return { servers, a, b }
}

const number = (row: number): string => `+4477009001${String(row).padStart(2, '0')}`
const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ to: number(index + 1), inputs: { name: 'Zebulon' } }))

async function told(server: RealServer, name: string): Promise<Told> {
  const { body } = await server.ask('GET', `/calls/campaigns/${name}`)
  return body as unknown as Told
}

const dialled = (servers: RealServers, to: string): number =>
  servers.twilio.calls.filter((call) => call.to === to).length

test(
  'a list is called by two servers: who is busy again, a machine once, and a person never again',
  { timeout: 90_000 },
  async () => {
    const firsts = new Set<string>()
    const kinds: Readonly<Record<string, Answerer['kind']>> = {
      [number(3)]: 'machine',
      [number(4)]: 'no-answer',
      [number(5)]: 'failed',
    }
    const answerer = (to: string): Answerer => {
      const isFirst = !firsts.has(to)
      firsts.add(to)
      if (to === number(1) && isFirst) return { kind: 'busy' }
      return { kind: kinds[to] ?? 'person', knownAfterMs: 300 }
    }
    const { servers, a, b } = await startTwo({ answerer })
    const order = {
      name: 'july',
      flow: 'pickup',
      retry: { busy: { times: 2, after: '1s' }, noanswer: false, failed: { times: 1, after: '1s' } },
      calls: rows(6),
    }
    const begun = await a.ask('POST', '/calls/campaigns', order)
    expect(begun).toMatchObject({ status: 202, body: { name: 'july', state: 'running', rows: 6, waiting: 6 } })
    // Asked again, of the other server, it is the same campaign.
    expect(await b.ask('POST', '/calls/campaigns', order)).toMatchObject({ status: 202, body: { rows: 6 } })
    await expect.poll(() => told(b, 'july').then(({ state }) => state), { timeout: 60_000, interval: 300 }).toBe('done')
    expect(await told(a, 'july')).toMatchObject({
      done: 6,
      calling: 0,
      waiting: 0,
      reached: 3,
      machine: 1,
      noanswer: 1,
      failed: 1,
      busy: 0,
      calls: 8,
      nextAt: null,
    })
    const counts = Object.fromEntries(rows(6).map(({ to }, index) => [index + 1, dialled(servers, to)]))
    expect(counts).toEqual({ 1: 2, 2: 1, 3: 1, 4: 1, 5: 2, 6: 1 })
    const { body } = await a.ask('GET', '/calls/campaigns/july?rows=true')
    expect(body).toMatchObject({
      each: [
        { row: 1, over: 'person', attempts: [{ outcome: 'busy' }, { outcome: 'person' }] },
        {},
        { over: 'machine' },
        {},
        {},
        {},
      ],
    })
    const shown = JSON.stringify(body) + a.logged.join('') + b.logged.join('') + JSON.stringify(await a.audited())
    expect(shown).not.toMatch(/7700900|Zebulon/)
  },
)
