import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Type } from 'typebox'
import { expect, it, onTestFinished } from 'vitest'
import { assemble } from '../../src/server/assemble.ts'
import { readConfig } from '../../src/server/config.ts'
import { createLogger } from '../../src/server/logger.ts'
import { defineTool } from '../../src/tools/define-tool.ts'
import { startTwilio } from '../stand-ins/twilio.ts'
import type { StandInCall } from '../stand-ins/twilio-call.ts'
import { openRaw, postForm, ringFor, startMessage } from '../stand-ins/raw-stream.ts'

const publicUrl = 'https://voice.test'
const flow = `flow: pay
language: en-GB
start: greet
slots:
  code: { type: digits, length: 8, sensitive: pii }
states:
  greet: { greeting: Welcome., next: ask }
  ask:
    gather: code
    prompt: Your code?
    keypad: { slot: code, max: 8 }
    nomatch: [Again?, { to: sorry }]
    noinput: [Hello?, { to: sorry }]
    next: pay
  pay:
    tool: pay
    with: { code: =slots.code, from: =call.from }
    save: { said: result.said }
    next: heard
    outcomes: { error: heard }
  heard: { say: "{{ slots.code }}.", next: person }
  person:
    transfer: front_desk
    mode: warm
    brief: "Pays with {{ slots.code }}."
    outcomes: { busy: sorry, noanswer: sorry, declined: sorry, failed: sorry }
  sorry: { end: Sorry. }
`
/** What nobody may find outside the store: who called, what was pressed, what tools were told, and what they said of it. */
const canaries = ['7700900123', '73194628', 'canary-of-the-tool', 'CanaryError', '2079460999']

async function start(fails: boolean) {
  const data = await mkdtemp(join(tmpdir(), 'callchart-canary-'))
  let url = ''
  const rung: string[] = []
  const twilio = await startTwilio({
    reach: () => ({ [publicUrl]: url }),
    callee: (number) => {
      rung.push(number)
      return { status: 'no-answer', afterMs: 100, talksMs: 0, presses: null }
    },
  })
  const read = readConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    CALLCHART_PUBLIC_URL: publicUrl,
    CALLCHART_DATA: data,
    CALLCHART_DRAIN_MS: '300',
    CALLCHART_API_TOKEN: 'all:read+operate:sesame',
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    TWILIO_API_BASE_URL: twilio.apiBaseUrl,
  })
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  let logged = ''
  const pay = defineTool({
    name: 'pay',
    description: 'Pays.',
    effect: 'write',
    input: Type.Object({ code: Type.String(), from: Type.String() }),
    output: Type.Object({ said: Type.String() }),
    handler: ({ code, from }) => {
      if (!fails) return { said: `canary-of-the-tool ${code}` }
      throw Object.assign(new Error(`CanaryError for ${from}: ${code} canary-of-the-tool`), { body: code, from })
    },
  })
  const assembly = await assemble(
    read.config,
    {
      flows: [{ file: 'pay.yaml', text: flow }],
      tools: [pay],
      numbers: { '*': 'pay' },
      destinations: { front_desk: '+442079460999' },
    },
    createLogger({ level: 'trace', destination: { write: (line) => void (logged += line) } }),
  )
  const { port } = await assembly.server.listen()
  url = `http://127.0.0.1:${port}`
  onTestFinished(async () => {
    await twilio.close()
    await assembly.close()
    await rm(data, { recursive: true })
  })
  const get = async (path: string, init: RequestInit = {}): Promise<string> => {
    const headers = { authorization: 'Bearer sesame', ...(init.headers as Record<string, string> | undefined) }
    return (await fetch(url + path, { ...init, headers })).text()
  }
  return { twilio, url, publicUrl, rung, get, logged: () => logged }
}

async function pays(call: StandInCall): Promise<void> {
  await call.until('the agent is heard', () => call.agentHeardMs > 0)
  await call.until('it has asked', () => call.nowMs - call.agentHeardMs > 800)
  for (const key of '73194628') {
    call.press(key)
    const at = call.nowMs
    await call.until('a moment', () => call.nowMs - at > 120)
  }
}

it.each([
  ['goes well', false],
  ['fails with everything in its error', true],
])(
  'of a call whose tool %s nothing personal is in any line, metric or answer',
  { timeout: 60_000 },
  async (_, fails) => {
    const server = await start(fails)
    const { twilio, get } = server
    const from = '+447700900123'
    const call = twilio.dial({
      from,
      to: '+442079460000',
      webhookUrl: `${publicUrl}/twilio/voice`,
      statusUrl: `${publicUrl}/twilio/status`,
    })
    await pays(call)
    const seen: string[] = []
    const { calls } = JSON.parse(await get('/calls')) as { calls: { callId: string }[] }
    const id = calls[0]?.callId ?? ''
    await call.over
    for (const path of [
      '/calls',
      `/calls/${id}`,
      '/calls/CA-none',
      '/metrics',
      '/healthz',
      '/readyz',
      `/${from}`,
      `/calls/${from}`,
    ])
      seen.push(await get(path))
    const asJson = { 'content-type': 'application/json' }
    for (const body of [`{"name":"73194628"}`, `{"name": 73194628`, `{"destination":"+447700900123"}`])
      for (const path of ['events', 'transfer'])
        seen.push(await get(`/calls/${id}/${path}`, { method: 'POST', headers: asJson, body }))
    // Twilio's own forms, where they cannot be used.
    for (const form of [{ From: from }, { CallSid: 'CA73194628', From: from }])
      for (const path of ['voice', 'resume', 'status', 'transfer-result'])
        seen.push(await (await postForm(server, `/twilio/${path}`, form, 'wrong')).text())
    const log = server.logged()
    // The call went all its way, and was told at the loudest level.
    expect(log).toContain('tool.finished')
    expect(log).toContain('"call over"')
    expect(seen.join('')).toContain('callchart_tool_seconds')
    for (const canary of canaries) {
      expect(log).not.toContain(canary)
      expect(seen.join('\n')).not.toContain(canary)
    }
    // Digits that a line splits up or masks in part would be found too.
    expect(log.replace(/\D+/g, ' ')).not.toMatch(/7700900|731946/)
  },
)

it('a token is worth nothing once its call is over', { timeout: 60_000 }, async () => {
  const server = await start(false)
  const { twilio } = server
  const sid = `CA${'9'.repeat(32)}`
  const parameters = await ringFor(server, sid)
  const begin = (streamSid: string): unknown =>
    startMessage({ streamSid, callSid: sid, accountSid: twilio.accountSid, parameters })
  const first = await openRaw(server)
  first.sendJson(begin('MZ1'))
  await expect.poll(() => first.received.length, { timeout: 10_000 }).toBeGreaterThan(0)
  expect((await postForm(server, '/twilio/status', { CallSid: sid, CallStatus: 'completed' })).status).toBe(204)
  await first.closed
  const replayed = await openRaw(server)
  replayed.sendJson(begin('MZ2'))
  expect((await replayed.closed).code).toBe(1011)
  expect(replayed.received).toEqual([])
})

it(
  'an operator hands calls over to a name of the configuration, and to nothing else',
  { timeout: 60_000 },
  async () => {
    const { twilio, get, rung } = await start(false)
    const call = twilio.dial({ from: '+447700900123', to: '+442079460000', webhookUrl: `${publicUrl}/twilio/voice` })
    await call.until('the agent is heard', () => call.agentHeardMs > 0)
    const { calls } = JSON.parse(await get('/calls')) as { calls: { callId: string }[] }
    const order = (destination: unknown): Promise<string> =>
      get(`/calls/${calls[0]?.callId}/transfer`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ destination }),
      })
    for (const destination of [
      '+447700900999',
      'https://evil.test/steal',
      'http://169.254.169.254/latest/meta-data',
      'sip:evil@evil.test',
      '__proto__',
      'constructor',
      'front_desk</Number><Number>+19005550100',
      'front_desk\r\n',
      ['front_desk'],
      { toString: 'front_desk' },
    ])
      expect(await order(destination)).toContain('one of the configuration')
    expect(rung).toEqual([])
    expect(await order('front_desk')).toContain('received')
    await call.until('somebody is rung', () => rung.length === 1)
    expect(rung).toEqual(['+442079460999'])
  },
)
