import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, createServer as createTcpServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { expect, inject, it, onTestFinished } from 'vitest'
import { checkCertificate, judgeCertificate } from '../../src/cli/doctor/checks/certificate.ts'
import { checkClock } from '../../src/cli/doctor/checks/clock.ts'
import { checkDecisions } from '../../src/cli/doctor/checks/decisions.ts'
import { checkProviders } from '../../src/cli/doctor/checks/providers.ts'
import { checkPublicUrl } from '../../src/cli/doctor/checks/public-url.ts'
import { checkRedis } from '../../src/cli/doctor/checks/redis.ts'
import { checkSettings } from '../../src/cli/doctor/checks/settings.ts'
import { checkSignatures } from '../../src/cli/doctor/checks/signatures.ts'
import { checkTwilioAccount } from '../../src/cli/doctor/checks/twilio-account.ts'
import { checkTwiml } from '../../src/cli/doctor/checks/twiml.ts'
import { checkUpgrade } from '../../src/cli/doctor/checks/upgrade.ts'
import { lintTwiml } from '../../src/cli/doctor/twiml-lint.ts'
import type { Check, Patient } from '../../src/cli/doctor/finding.ts'
import { readConfig } from '../../src/server/config.ts'
import { startRedis } from '../redis-server.ts'
import { startDeepgram } from '../stand-ins/deepgram.ts'
import { startElevenLabs } from '../stand-ins/elevenlabs.ts'
import { startLineServer } from '../stand-ins/line-server.ts'
import { startOpenAi } from '../stand-ins/openai.ts'
import { selfSigned } from '../stand-ins/self-signed.ts'

const accountSid = `AC${'0'.repeat(32)}`

function patient(environment: Readonly<Record<string, string>>, flows: readonly string[] = ['hours']): Patient {
  const read = readConfig(environment)
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  return { config: read.config, environment, flows }
}

async function told(check: Check, whom: Patient): Promise<string[]> {
  return (await check(whom)).map(({ status, message }) => `${status}: ${message}`)
}

/** Where nothing listens: fetch refuses port 1 by itself. */
const nobody = 'http://127.0.0.1:9999'

/** Something that answers on loopback. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A real server that is reached at its own address, and what the doctor is told of it. */
async function running(environment: Readonly<Record<string, string>> = {}, tokens = 'token-one') {
  const free = await serve((_, response) => response.end())
  const port = String(Number(new URL(free).port) + 1)
  const publicUrl = `http://127.0.0.1:${port}`
  const server = await startLineServer({
    env: { PORT: port, CALLCHART_PUBLIC_URL: publicUrl, TWILIO_AUTH_TOKEN: tokens, ...environment },
  })
  onTestFinished(() => server.close())
  const own = { CALLCHART_PUBLIC_URL: publicUrl, TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: tokens }
  return { publicUrl, own }
}

it('finds nothing wrong with a server that is well', async () => {
  const { own } = await running({}, 'token-one,token-two')
  const whom = patient(own)
  expect(await told(checkPublicUrl, whom)).toEqual([
    expect.stringMatching(/^ok: A Callchart answers at it, in \d+ ms\.$/),
  ])
  expect(await told(checkSignatures, whom)).toEqual([
    'ok: Webhooks signed with each of 2 tokens are taken, with and without a slash; unsigned ones are not.',
  ])
  expect(await told(checkUpgrade, whom)).toEqual([
    'ok: A signed media stream is let in (101).',
    'ok: A stream without a signature is refused.',
  ])
  expect(await told(checkTwiml, whom)).toEqual(['ok: The streams of 1 flows and the way out are as Twilio takes them.'])
  expect(await told(checkClock, whom)).toEqual([expect.stringMatching(/^(?:ok|skipped): /)])
  expect((await checkSettings(whom)).map(({ status }) => status)).toEqual(['ok'])
})

it('tells a token that the server does not have, of webhooks and of streams', async () => {
  const { own } = await running()
  const whom = patient({ ...own, TWILIO_AUTH_TOKEN: 'token-one,token-two' })
  expect(await told(checkSignatures, whom)).toEqual([
    'wrong: A webhook signed with token 2 of 2 is answered 403.',
    'wrong: A webhook with a slash at the end signed with token 2 of 2 is answered 403.',
  ])
  expect(await told(checkUpgrade, patient({ ...own, TWILIO_AUTH_TOKEN: 'token-two' }))).toEqual([
    'wrong: A signed media stream is refused (403).',
  ])
  expect(await told(checkTwiml, patient({ ...own, TWILIO_AUTH_TOKEN: 'token-two' }))).toEqual([
    expect.stringContaining('answers 403 (text/plain'),
  ])
})

it('tells streams that are let in unsigned, by intent or without the one who asks knowing', async () => {
  const { own } = await running({ TWILIO_VALIDATE_UPGRADE: 'false' })
  expect((await told(checkUpgrade, patient(own)))[1]).toBe('wrong: A stream without a signature is let in.')
  const meant = patient({ ...own, TWILIO_VALIDATE_UPGRADE: 'false' })
  expect((await told(checkUpgrade, meant))[1]).toMatch(/^warning: /)
})

it('tells what else may stand at the public address: nobody, another program, a redirect, who takes everything', async () => {
  const other = await serve((request, response) => {
    if (request.url === '/moved/healthz') return response.writeHead(308, { location: 'https://there.test/' }).end()
    return response.end('<h1>It works!</h1>')
  })
  const at = (url: string): Patient =>
    patient({ CALLCHART_PUBLIC_URL: url, TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: 'token' })
  expect(await told(checkPublicUrl, at(nobody))).toEqual(['wrong: Nobody answers at it (ECONNREFUSED).'])
  expect((await told(checkPublicUrl, at(other)))[0]).toMatch(/^wrong: .*no Callchart/)
  expect((await told(checkPublicUrl, at(`${other}/moved`)))[0]).toMatch(/^wrong: It redirects \(308\)/)
  expect(await told(checkSignatures, at(other))).toEqual(['wrong: A webhook without a signature is taken (200).'])
  expect(await told(checkUpgrade, at(other))).toEqual(['wrong: A media stream is answered 200 instead of 101.'])
  expect((await told(checkUpgrade, at(nobody)))[0]).toBe('wrong: No media stream comes about (ECONNREFUSED).')
})

it('tells a certificate that nobody trusts, and that there is no TLS at all', async () => {
  const server = createTlsServer(selfSigned, (_, response) => response.end())
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const at = (where: string): Patient => patient({ CALLCHART_PUBLIC_URL: `https://${where}` })
  expect((await told(checkCertificate, at(`localhost:${port}`)))[0]).toBe(
    'wrong: Twilio would not trust it (DEPTH_ZERO_SELF_SIGNED_CERT).',
  )
  const plain = new URL(await serve((_, response) => response.end())).host
  expect((await told(checkCertificate, at(plain)))[0]).toMatch(/^wrong: No TLS connection comes about/)
})

it.each([
  [-3, null, 'wrong', 'It ran out 3 days ago.'],
  [5, null, 'warning', 'It runs out in 5 days.'],
  [80, null, 'ok', 'It is trusted, and good for 80 days.'],
  [80, 'ERR_TLS_CERT_ALTNAME_INVALID', 'wrong', 'Twilio would not trust it (ERR_TLS_CERT_ALTNAME_INVALID).'],
])('tells of a certificate with %i days left (%s): %s', (days, distrust, status, message) => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  const validTo = new Date(now + days * 86_400_000).toUTCString()
  expect(judgeCertificate({ distrust, validTo }, now)).toMatchObject({ status, message })
})

/** The way to a Redis, whose answers may be late, or other than it gave them. */
async function wayTo(url: string, change: (answer: string) => string, delayMs = 0): Promise<string> {
  const server = createTcpServer((near) => {
    const far = connect(Number(new URL(url).port), '127.0.0.1')
    near.pipe(far)
    far.on('data', (data) => setTimeout(() => near.write(change(data.toString('latin1')), 'latin1'), delayMs))
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => {})
      one.on('close', () => other.destroy())
    }
  })
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go))
  onTestFinished(() => void server.close())
  return `redis://127.0.0.1:${(server.address() as AddressInfo).port}`
}

it('tells a Redis that is slow, and one whose clock is wrong', async () => {
  const { url } = inject('redis')
  if (url === null) throw new Error('There is no Redis.')
  const slow = await checkRedis(patient({ REDIS_URL: await wayTo(url, (answer) => answer, 20) }))
  expect(slow[0]).toMatchObject({ check: 'redis latency', status: 'warning' })
  expect(slow[0]?.advice).toContain('same zone')
  const late = await wayTo(url, (answer) =>
    answer.replace(
      /^(\*2\r\n\$10\r\n)(\d{10})/u,
      (_, head: string, seconds: string) => head + String(Number(seconds) + 90),
    ),
  )
  const skewed = await checkRedis(patient({ REDIS_URL: late }))
  expect(skewed.at(-1)).toMatchObject({ check: 'redis clock', status: 'warning' })
})

it.each([
  ['allkeys-lru', '64mb', 'wrong'],
  ['allkeys-lru', '0', 'warning'],
  ['volatile-ttl', '64mb', 'wrong'],
  ['noeviction', '64mb', 'ok'],
])('tells of a Redis with the policy %s and a limit of %s: %s', { timeout: 30_000 }, async (policy, limit, status) => {
  const redis = await startRedis({ args: ['--maxmemory', limit, '--maxmemory-policy', policy] })
  onTestFinished(() => redis.stop())
  const [, eviction, persistence] = await checkRedis(patient({ REDIS_URL: redis.url }))
  expect(eviction).toMatchObject({ check: 'redis eviction', status })
  // It was started without an append-only file.
  expect(persistence).toMatchObject({ check: 'redis persistence', status: 'warning' })
})

it('tells a Redis that throws calls away, keeps nothing, or does not answer', async () => {
  const { url } = inject('redis')
  if (url === null) throw new Error('There is no Redis.')
  const usual = await checkRedis(patient({ REDIS_URL: url }))
  expect(usual.map(({ check }) => check)).toEqual([
    'redis latency',
    'redis eviction',
    'redis persistence',
    'redis clock',
  ])
  expect(usual[1]?.status).toBe('ok')
  const forgetful = await startRedis({ args: ['--maxmemory', '64mb', '--maxmemory-policy', 'volatile-lru'] })
  onTestFinished(() => forgetful.stop())
  expect((await told(checkRedis, patient({ REDIS_URL: forgetful.url })))[1]).toBe(
    'wrong: When memory runs short it throws live calls away (volatile-lru).',
  )
  expect((await told(checkRedis, patient({ REDIS_URL: 'redis://127.0.0.1:1' })))[0]).toMatch(
    /^wrong: It does not answer/,
  )
})

it('tells of each provider whether it knows the key, has credit, is well, and lets streams in', async () => {
  const openai = await startOpenAi()
  onTestFinished(() => openai.close())
  const ask = (more: Readonly<Record<string, string>>): Promise<string[]> => told(checkProviders, patient(more))
  const good = { OPENAI_API_KEY: openai.apiKey, OPENAI_BASE_URL: openai.baseUrl }
  expect(await ask(good)).toEqual([
    expect.stringMatching(/^ok: It knows the key \(\d+ ms\)\.$/),
    expect.stringMatching(/^(?:ok|warning): A stream is open after \d+ ms\.$/),
  ])
  expect(await ask({ ...good, OPENAI_API_KEY: 'sk-wrong' })).toEqual(['wrong: It does not know the key (401).'])
  expect(await ask({ ...good, OPENAI_BASE_URL: nobody })).toEqual(['wrong: It cannot be reached (ECONNREFUSED).'])
  const trouble = async (status: number, body: string): Promise<string[]> => {
    const base = await serve((_, response) => response.writeHead(status).end(body))
    return ask({ ELEVENLABS_API_KEY: 'key', ELEVENLABS_BASE_URL: base })
  }
  expect(await trouble(401, '{"detail":{"status":"invalid_api_key"}}')).toEqual([
    'wrong: It does not know the key (401).',
  ])
  expect(await trouble(401, '{"detail":{"status":"quota_exceeded"}}')).toEqual([
    'wrong: The account has no credit left (401).',
  ])
  expect(await trouble(401, '{"detail":{"status":"missing_permissions"}}')).toEqual([expect.stringMatching(/^ok: /)])
  expect(await trouble(429, '')).toEqual([expect.stringMatching(/^warning: /)])
  expect(await trouble(503, '')).toEqual([expect.stringMatching(/^warning: /)])
  expect(await ask({})).toEqual([expect.stringMatching(/^skipped: /)])
})

it('asks the other server that decides a question, and tells what is wrong with its answer', async () => {
  const openai = await startOpenAi({ decide: () => 'yes' })
  onTestFinished(() => openai.close())
  const good = { DECISIONS_BASE_URL: openai.baseUrl, DECISIONS_MODEL: 'gpt-test', DECISIONS_API_KEY: openai.apiKey }
  const ask = (more: Readonly<Record<string, string>> = {}): Promise<string[]> =>
    told(checkDecisions, patient({ ...good, ...more }))
  expect(await ask()).toEqual([expect.stringMatching(/^(?:ok|warning): It decides(?: \(|, in )\d+ ms\)?\.$/)])
  expect(openai.requests.map(({ path }) => path)).toEqual(['/chat/completions'])
  expect(await ask({ DECISIONS_API_KEY: 'wrong' })).toEqual([expect.stringMatching(/^wrong: .*401.*check its key/)])
  expect(await ask({ DECISIONS_MODEL: 'gone' })).toEqual([expect.stringMatching(/^wrong: .*(?:model|base URL)/)])
  expect(await ask({ DECISIONS_BASE_URL: nobody })).toEqual([expect.stringMatching(/^wrong: .*connection failed/)])
  openai.behaviour.failing.set('/chat/completions', 503)
  expect(await ask()).toEqual([expect.stringMatching(/^wrong: .*503/)])
  openai.behaviour.failing.clear()
  openai.behaviour.decide = () => 'no'
  expect(await ask()).toEqual([expect.stringMatching(/^warning: It takes "yes" for something else/)])
  expect(await told(checkDecisions, patient({}))).toEqual([])
})

it.each([
  ['Deepgram', 'DEEPGRAM', startDeepgram, 2],
  ['ElevenLabs', 'ELEVENLABS', startElevenLabs, 1],
] as const)('asks %s with its own key', async (name, variable, start, findings) => {
  const vendor = await start()
  onTestFinished(() => vendor.close())
  const { apiKey, baseUrl } = vendor.account
  const look = (key: string) =>
    checkProviders(patient({ [`${variable}_API_KEY`]: key, [`${variable}_BASE_URL`]: baseUrl ?? '' }))
  const well = await look(apiKey)
  expect(well.map(({ check }) => check)).toEqual([name, `${name} stream`].slice(0, findings))
  expect(well[0]?.status).toBe('ok')
  expect(await look('wrong')).toMatchObject([{ check: name, status: 'wrong', message: expect.stringContaining('401') }])
  vendor.trouble.status = 402
  expect(await look(apiKey)).toMatchObject([{ status: 'wrong', message: expect.stringContaining('no credit left') }])
  vendor.trouble.status = 500
  expect(await look(apiKey)).toMatchObject([{ status: 'warning' }])
})

it('tells a provider that knows the key and lets no stream in', async () => {
  const openai = await startOpenAi({ refusing: 429 })
  onTestFinished(() => openai.close())
  const found = await checkProviders(patient({ OPENAI_API_KEY: openai.apiKey, OPENAI_BASE_URL: openai.baseUrl }))
  expect(found[1]).toMatchObject({ check: 'OpenAI stream', status: 'wrong', message: 'A stream is not let in (429).' })
})

it('tells whether Twilio knows the account and its numbers call here', async () => {
  let numbers: unknown[] = [{ voice_url: 'https://demo.twilio.com/welcome' }]
  const base = await serve((request, response) => {
    const expected = `Basic ${Buffer.from(`${accountSid}:token`).toString('base64')}`
    if (request.headers.authorization !== expected) return response.writeHead(401).end('{}')
    if (request.url === `/2010-04-01/Accounts/${accountSid}.json`) return response.end('{}')
    if (request.url?.startsWith(`/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json`))
      return response.end(JSON.stringify({ incoming_phone_numbers: numbers }))
    return response.writeHead(404).end()
  })
  const account = {
    CALLCHART_PUBLIC_URL: 'https://voice.test',
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: 'token',
    TWILIO_API_BASE_URL: base,
  }
  expect(await told(checkTwilioAccount, patient(account))).toEqual([
    'ok: It knows the account and the token.',
    'warning: None of 1 calls this server.',
  ])
  numbers = [...numbers, { voice_url: 'https://voice.test/twilio/voice' }]
  expect((await told(checkTwilioAccount, patient(account)))[1]).toBe('ok: 1 of 2 call this server.')
  expect(await told(checkTwilioAccount, patient({ ...account, TWILIO_AUTH_TOKEN: 'other' }))).toEqual([
    'wrong: It does not know the account with the token (401).',
  ])
})

it.each([
  [-90_000, 'wrong', 'ahead'],
  [90_000, 'wrong', 'behind'],
  [-8000, 'warning', 'ahead'],
  [0, 'ok', ''],
])('tells a clock that is %i ms off: %s', async (offMs, status, how) => {
  const base = await serve((_, response) =>
    response.setHeader('date', new Date(Date.now() + offMs).toUTCString()).end(),
  )
  const [finding] = await checkClock(patient({ CALLCHART_PUBLIC_URL: base }))
  expect(finding?.status).toBe(status)
  expect(finding?.message).toContain(how)
})

it.each([
  ['<Response><Connect><Stream url="wss://a.test/m"><Parameter name="a" value="b"/></Stream></Connect></Response>', 0],
  ['<Response><Connect><Stream url="https://a.test/m"/></Connect></Response>', 1],
  ['<Response><Connect><Stream url="wss://a.test/m?flow=x"/></Connect></Response>', 1],
  ['<Response><Stream url="wss://a.test/m"/></Response>', 1],
  ['<Response><Redirect>http://a.test/</Redirect></Response>', 1],
  ['<Response><Say>a & b</Say>', 1],
  ['<Twiml/>', 1],
  [
    `<Response><Connect><Stream url="wss://a.test/m"><Parameter name="a" value="${'b'.repeat(499)}"/></Stream></Connect></Response>`,
    1,
  ],
])('finds what Twilio would refuse in %s', (xml, faults) => {
  expect(lintTwiml(xml)).toHaveLength(faults)
})

it('warns of tokens that can be guessed, without telling them', async () => {
  const [, , , finding] = await checkSettings(patient({ CALLCHART_API_TOKEN: 'wall:read:s3cret' }))
  expect(finding).toMatchObject({
    status: 'warning',
    message: 'The API token "wall" has 6 characters: it can be guessed.',
  })
  expect(JSON.stringify(finding)).not.toContain('s3cret')
})

it(
  'is a command: 0 where nothing is wrong, 1 where something is, 2 where it could not look',
  { timeout: 60_000 },
  async () => {
    const { own } = await running()
    const rest = await serve((_, response) => response.end('{"incoming_phone_numbers":[]}'))
    const well = await callchart({ ...own, TWILIO_API_BASE_URL: rest })
    expect(well.output).toContain('Nothing is wrong')
    expect(well.code).toBe(0)
    const json = await callchart({ ...own, TWILIO_AUTH_TOKEN: 's3cret', TWILIO_API_BASE_URL: rest }, '--format', 'json')
    expect(json.code).toBe(1)
    const { version, findings } = JSON.parse(json.output) as {
      version: number
      findings: { check: string; status: string }[]
    }
    expect(version).toBe(1)
    expect(findings.filter(({ status }) => status === 'wrong').map(({ check }) => check)).toContain('upgrade')
    expect(json.output).not.toContain('s3cret')
    expect((await callchart({ PORT: 'eighty' })).code).toBe(2)
    expect((await callchart({}, '--project', '/nowhere/at/all', '--format', 'yaml')).code).toBe(2)
  },
)

function callchart(
  environment: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly output: string }> {
  const bin = resolve(import.meta.dirname, '../../src/cli/bin.ts')
  const env = { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...environment }
  return new Promise((go) => {
    execFile(process.execPath, [bin, 'doctor', ...args], { env }, (error, stdout, stderr) =>
      go({ code: error === null ? 0 : Number(error.code), output: stdout + (stdout === '' ? stderr : '') }),
    )
  })
}
