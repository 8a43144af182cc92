import { expect, test } from 'vitest'
import { dialled, rows, startTwo, told } from './campaign-project.ts'

test(
  'a server that is killed in the middle calls nobody twice, and the other goes on with its rows',
  { timeout: 120_000 },
  async () => {
    const { servers, a, b } = await startTwo({ answerer: () => ({ kind: 'person', afterMs: 600, knownAfterMs: 300 }) })
    await a.ask('POST', '/calls/campaigns', { name: 'killed', flow: 'pickup', calls: rows(24) })
    await expect.poll(() => servers.twilio.calls.length, { timeout: 30_000, interval: 20 }).toBeGreaterThan(5)
    await a.kill()
    await expect
      .poll(() => told(b, 'killed').then(({ state }) => state), { timeout: 90_000, interval: 500 })
      .toBe('done')
    const progress = await told(b, 'killed')
    const counts = rows(24).map(({ to }) => dialled(servers, to))
    // One whose dialling the server died in is uncertain: it may not have been dialled, and is not dialled again.
    expect(counts.filter((count) => count > 1)).toEqual([])
    expect(Number(progress['reached']) + Number(progress['uncertain'])).toBe(24)
    expect(counts.filter((count) => count === 0).length).toBeLessThanOrEqual(Number(progress['uncertain']))
  },
)

test(
  'a server that is asked to end in the middle of a campaign (SIGTERM) leaves its rows to the other, and nobody is called twice',
  { timeout: 120_000 },
  async () => {
    const { servers, a, b } = await startTwo({ answerer: () => ({ kind: 'person', afterMs: 600, knownAfterMs: 300 }) })
    await a.ask('POST', '/calls/campaigns', { name: 'deployed', flow: 'pickup', calls: rows(24) })
    await expect.poll(() => servers.twilio.calls.length, { timeout: 30_000, interval: 20 }).toBeGreaterThan(5)
    await a.stop()
    await expect
      .poll(() => told(b, 'deployed').then(({ state }) => state), { timeout: 90_000, interval: 500 })
      .toBe('done')
    // What it was dialling it has dialled to the end: of nobody is it unknown whether they were called.
    expect(await told(b, 'deployed')).toMatchObject({ reached: 24, uncertain: 0, calls: 24 })
    expect(rows(24).map(({ to }) => dialled(servers, to))).toEqual(rows(24).map(() => 1))
  },
)
