import { fastify } from 'fastify'
import { describe, expect, test } from 'vitest'
import { checkFlow } from '../../../../engine/language/check.ts'
import type { OutboundConfig } from '../../../../src/define-config.ts'
import { createGate, readApiTokens } from '../../../../src/server/api-tokens.ts'
import { readList } from '../../../../src/server/campaigns/campaign-order.ts'
import { addCampaignRoutes } from '../../../../src/server/campaigns/campaign-routes.ts'

const { flow } = checkFlow(
  'flow: pickup\nstart: bye\ninputs: { name: { type: name }, parcels: { type: integer, default: 1 } }\nstates: { bye: { end: "Goodbye {{ inputs.name }}!" } }',
  'pickup.yaml',
)
const config: OutboundConfig = {
  from: '+442079460000',
  flows: ['pickup'],
  to: { '+44': 'Europe/London' },
  perMinute: 20,
}
const world = {
  config,
  flowNamed: (name: string) => (name === 'pickup' ? flow : null),
  nowMs: Date.UTC(2026, 9, 8, 11),
}
const to = '+447700900177'
const inputs = { name: 'Ann' }
const read = (change: object) => readList({ name: 'july', flow: 'pickup', calls: [{ to, inputs }], ...change }, world)

describe('a list of calls', () => {
  test('is read with what is usual: the pace of the configuration, retries by outcome, a week', () => {
    const day = 86_400_000
    expect(read({ retry: { busy: { times: 1, after: '5m' }, noanswer: false } })).toEqual({
      campaign: {
        name: 'july',
        rows: 1,
        perMinute: 20,
        atOnce: 5,
        retry: {
          busy: { times: 1, afterMs: 300_000 },
          noanswer: { times: 0, afterMs: 3_600_000 },
          machine: { times: 0, afterMs: day / 6 },
          failed: { times: 1, afterMs: 900_000 },
        },
        hours: null,
        lastsMs: 7 * day,
      },
      rows: [{ to, flow: 'pickup', inputs }],
    })
  })

  test('gives inputs of a table, which are text, the types that the flow wants', () => {
    expect(read({ calls: [{ to, inputs: { name: 'Ann', parcels: '3' } }] })).toMatchObject({
      rows: [{ inputs: { parcels: 3 } }],
    })
  })

  const tooMany = { name: 'x'.repeat(2100) }
  test.each<[string, object, object]>([
    ['no name', { name: undefined }, { problem: "must have required property 'name'" }],
    ['a name with a space', { name: 'a b' }, { column: 'name' }],
    ['an unknown setting', { pase: {} }, { column: 'pase', problem: 'is unknown. Did you mean "pace"?' }],
    ['no rows', { calls: [] }, { column: 'calls' }],
    [
      'a pace above the configuration',
      { pace: { perMinute: 21 } },
      { column: 'pace.perMinute', problem: expect.stringContaining('20') },
    ],
    ['hours that are none', { hours: { daily: 'always' } }, { column: 'hours.daily' }],
    [
      'hours at which the configuration calls nobody',
      { hours: { daily: '02:00-03:00' } },
      { column: 'hours', problem: expect.stringContaining('Europe/London') },
    ],
    ['a length beyond a month', { lasts: '31d' }, { column: 'lasts' }],
    ['retries without end', { retry: { busy: { times: 6 } } }, { column: expect.stringContaining('retry.busy') }],
    ['a retry of a person', { retry: { person: { times: 1 } } }, { column: 'retry.person' }],
    ['no number', { calls: [{ inputs }] }, { row: 1, column: 'to' }],
    ['a number without its country', { calls: [{ to: '07700900123', inputs }] }, { row: 1, column: 'to' }],
    ['a number that nobody allowed', { calls: [{ to: '+15005550006', inputs }] }, { row: 1, column: 'to' }],
    [
      'a number that comes twice',
      {
        calls: [
          { to, inputs },
          { to, inputs },
        ],
      },
      { row: 2, column: 'to', problem: expect.stringContaining('row 1') },
    ],
    ['a flow that may not call', { calls: [{ to, flow: 'other' }] }, { row: 1, column: 'flow' }],
    ['an input that is missing', { calls: [{ to }] }, { row: 1, column: 'name' }],
    ['an input that there is not', { calls: [{ to, inputs: { ...inputs, nmae: 'B' } }] }, { row: 1, column: 'nmae' }],
    [
      'an input of another type',
      { calls: [{ to, inputs: { ...inputs, parcels: 'many' } }] },
      { row: 1, column: 'parcels' },
    ],
    ['inputs that are too much', { calls: [{ to, inputs: tooMany }] }, { row: 1, column: 'inputs' }],
    ['an unknown column', { calls: [{ to, inputs, phone: '1' }] }, { row: 1, column: 'phone' }],
    ['what is no call at all', { calls: [7] }, { row: 1 }],
  ])('with %s is refused, and the fault says where', (_, change, fault) => {
    const faults = read(change)
    expect(faults).toEqual(expect.arrayContaining([expect.objectContaining(fault)]))
    expect(JSON.stringify(faults)).not.toMatch(/7700900177|5005550/)
  })

  test('tells all its faults at once', () => {
    expect(read({ calls: [{ to: '1', inputs }, { to }, { to: '2' }] })).toMatchObject([
      { row: 1 },
      { row: 2 },
      { row: 3 },
    ])
  })
})

test('campaigns without Redis say that they need one, to whoever has a token', async () => {
  const app = fastify()
  const gate = createGate(readApiTokens(['shop:dial+read+operate:sesame']).tokens)
  addCampaignRoutes(app, { gate, campaigns: null, hasRedis: false, audit: () => {} })
  for (const [method, url] of [
    ['POST', '/calls/campaigns'],
    ['GET', '/calls/campaigns'],
    ['GET', '/calls/campaigns/july'],
    ['POST', '/calls/campaigns/july/pause'],
  ] as const) {
    const answer = await app.inject({ method, url, headers: { authorization: 'Bearer sesame' } })
    expect([answer.statusCode, answer.json()]).toEqual([
      501,
      { code: 'needs_redis', error: expect.stringContaining('REDIS_URL') },
    ])
    expect((await app.inject({ method, url })).statusCode).toBe(401)
  }
})
