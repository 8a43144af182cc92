import { afterEach, beforeEach, expect, test } from 'vitest'
import { orderProject } from './order-project.ts'
import { startRealServers, type RealServer, type RealServers } from './real-servers.ts'

const desk = '+442079460111'
const project = orderProject(`flow: orders
language: en-GB
timezone: Europe/London
start: through
states:
  through:
    transfer: desk
    say: One moment.
    mode: warm
    brief: Asks for an order.
    ring: 20s
    outcomes: { error: sorry }
  sorry: { end: Please call again later. }
`)

let servers: RealServers
beforeEach(async () => {
  const answerer = () => ({ kind: 'person', presses: '1', talksMs: 500 }) as const
  servers = await startRealServers({ answerer, restDelayMs: 100 })
})
afterEach(() => servers.close())

const within = { timeout: 30_000, interval: 50 }
const legs = () => servers.twilio.calls.filter(({ to }) => to === desk)

/** Two servers; the first has the call, and is killed at the first frame at which this holds. */
async function killedOnce(
  holds: (noted: readonly string[]) => boolean,
): Promise<{ second: RealServer; callId: string }> {
  const [first, second] = await Promise.all([servers.start('first', project), servers.start('second', project)])
  servers.lead(first)
  const call = servers.dial()
  await call.until('it is time', () => holds(call.log.map(({ what }) => what)), 60_000)
  const gone = first.kill()
  servers.lead(second)
  await gone
  return { second, callId: await servers.newest(second) }
}

test.each<[string, (noted: readonly string[]) => boolean]>([
  ['between seating the caller and ringing', (noted) => noted.includes('conference')],
  ['while it rings', () => legs().some(({ status }) => status === 'ringing')],
])(
  'a warm transfer whose server is killed %s is made by another: somebody is rung once, and the two meet',
  async (_, holds) => {
    const { second, callId } = await killedOnce(holds)
    await expect.poll(async () => (await servers.look(second, callId)).outcome, within).toBe('transferred')
    expect(legs()).toHaveLength(1)
    expect(legs()[0]?.said).toEqual(['Asks for an order.', 'Press 1 to take the call.'])
    expect(legs()[0]?.log.map(({ what }) => what)).toContain('conference begins')
    for (const { violations } of servers.twilio.calls) expect(violations).toEqual([])
  },
  120_000,
)
