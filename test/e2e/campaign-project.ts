import { onTestFinished } from 'vitest'
import type { TwilioOptions } from '../stand-ins/twilio.ts'
import { startRealServers, type Project, type RealServer, type RealServers } from './real-servers.ts'

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

/** Two servers on one Redis; Twilio comes to either. */
export async function startTwo(
  options: TwilioOptions,
): Promise<{ servers: RealServers; a: RealServer; b: RealServer }> {
  const servers = await startRealServers(options)
  onTestFinished(() => servers.close())
  const [a, b] = await Promise.all([servers.start('a', project), servers.start('b', project)])
  servers.lead(a, b)
  return { servers, a, b }
}

/** Whom the row calls, from 1. */
export const number = (row: number): string => `+4477009001${String(row).padStart(2, '0')}`
/** So many rows of a list. */
export const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ to: number(index + 1), inputs: { name: 'Zebulon' } }))

/** How far a campaign is. */
export async function told(server: RealServer, name: string): Promise<Told> {
  const { body } = await server.ask('GET', `/calls/campaigns/${name}`)
  return body as unknown as Told
}

/** How often a number has been dialled. */
export const dialled = (servers: RealServers, to: string): number =>
  servers.twilio.calls.filter((call) => call.to === to).length
