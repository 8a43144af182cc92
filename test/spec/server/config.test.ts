import { expect, it } from 'vitest'
import { readConfig } from '../../../src/server/config.ts'

const twilio = {
  CALLCHART_PUBLIC_URL: 'https://voice.example.com/',
  TWILIO_ACCOUNT_SID: `AC${'0a'.repeat(16)}`,
  TWILIO_AUTH_TOKEN: 'one, two',
}

it('runs without any variable, and says what real calls still need', () => {
  const read = readConfig({})
  if (!read.ok) throw new Error('not ok')
  expect(read.config).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    twilio: null,
    openai: null,
    deepgram: null,
    elevenLabs: null,
    dataDir: '.callchart',
  })
  expect(read.config.missingForTwilio.map((line) => line.split(':')[0])).toEqual([
    'TWILIO_ACCOUNT_SID',
    'TWILIO_AUTH_TOKEN',
    'CALLCHART_PUBLIC_URL',
  ])
})

it('reads an account, with two tokens during a rotation', () => {
  const read = readConfig({ ...twilio, TWILIO_VALIDATE_UPGRADE: 'false', PORT: ' 8080 ', OPENAI_API_KEY: '' })
  if (!read.ok) throw new Error('not ok')
  expect(read.config.port).toBe(8080)
  expect(read.config.missingForTwilio).toEqual([])
  expect(read.config.openai).toBeNull()
  expect(read.config.twilio).toEqual({
    accountSid: twilio.TWILIO_ACCOUNT_SID,
    authTokens: ['one', 'two'],
    publicUrl: 'https://voice.example.com',
    validateUpgrade: false,
    apiBaseUrl: null,
    restTimeoutMs: 5000,
  })
})

it.each([
  ['PORT', '80a'],
  ['PORT', '70000'],
  ['PORT', '-1'],
  ['CALLCHART_PUBLIC_URL', 'voice.example.com'],
  ['CALLCHART_PUBLIC_URL', 'http://voice.example.com'],
  ['CALLCHART_PUBLIC_URL', 'https://voice.example.com/?a=1'],
  ['TWILIO_ACCOUNT_SID', 'AC123'],
  ['TWILIO_VALIDATE_UPGRADE', 'perhaps'],
  ['TWILIO_API_BASE_URL', 'ftp://x'],
  ['REDIS_URL', 'http://localhost:6379'],
  ['LOG_LEVEL', 'loud'],
  ['CALLCHART_WAY_OUT_NUMBER', '020 7946 0000'],
])('says what is wrong with %s=%s without repeating the value', (variable, value) => {
  const read = readConfig({ [variable]: value })
  if (read.ok) throw new Error('ok')
  expect(read.problems).toEqual([{ variable, problem: expect.any(String), advice: expect.stringMatching(/\.$/) }])
  expect(JSON.stringify(read.problems)).not.toContain(value)
})

it('tells all problems at once', () => {
  const read = readConfig({ PORT: 'x', LOG_LEVEL: 'x', REDIS_URL: 'x' })
  expect(read.ok ? [] : read.problems.map(({ variable }) => variable).sort()).toEqual([
    'LOG_LEVEL',
    'PORT',
    'REDIS_URL',
  ])
})

it('takes plain http for loopback only, where tests and the demo call', () => {
  for (const url of ['http://127.0.0.1:3000', 'http://localhost', 'http://[::1]:3000']) {
    expect(readConfig({ CALLCHART_PUBLIC_URL: url })).toMatchObject({ ok: true })
  }
})

it('will not run in production on a file that nobody named', () => {
  expect(readConfig({ NODE_ENV: 'production' })).toMatchObject({ ok: false, problems: [{ variable: 'REDIS_URL' }] })
  expect(readConfig({ NODE_ENV: 'production', CALLCHART_DATA: '/data' })).toMatchObject({
    ok: true,
    config: { host: '0.0.0.0' },
  })
})
