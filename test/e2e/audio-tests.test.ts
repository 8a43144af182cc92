import { execFile, spawn } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const cli = join(import.meta.dirname, '../../src/cli/bin.ts')

const conversations = `flow: dentist
clock: 2026-10-08T13:00:00+01:00 # a Thursday
from: "+447700900123"
stubs:
  free_chairs: { returns: { offer: "10:00" } }
  book_visit: { returns: { reference: D100 } }
tests:
  is cut off, and books:
    - hears: Park Street Dental
    - says: next tuesday at ten in the morning
    - hears: Shall I book it?
    - expect: { state: check, slots: { day: "2026-10-13", at: "10:00" }, called: { free_chairs: 1 } }
    - reconnect: {}
    - says: yes please
    - expect:
        called: { book_visit: { times: 1, with: { day: "2026-10-13", at: "10:00", caller: "+447700900123" } } }
        ended: completed
  expects what is not so:
    - hangup: {}
    - expect: { ended: completed }
  crashes:
    - crash: {}
`

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callchart-audio-'))
  await cp('flows/dentist/dentist.yaml', join(folder, 'dentist.yaml'))
  await writeFile(join(folder, 'spoken.test.yaml'), conversations)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a test is spoken to a server: by a voice, over the stream', { timeout: 240_000 }, async () => {
  const { code, out } = await new Promise<{ code: number | null; out: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [cli, 'test', '.', '--audio', '--format', 'json'],
      { cwd: folder },
      (_, stdout) => resolve({ code: child.exitCode, out: stdout }),
    )
  })
  const results = JSON.parse(out) as {
    readonly tests: readonly {
      readonly name: string
      readonly failure?: { readonly message: string; readonly transcript: readonly string[] }
    }[]
    readonly diagnostics: readonly { readonly code: string; readonly message: string }[]
  }
  expect(results.tests.map(({ name, failure }) => [name, failure?.message])).toEqual([
    ['is cut off, and books', undefined],
    ['expects what is not so', 'The call should have ended as "completed"; it ended as "hangup".'],
  ])
  expect(results.diagnostics.map(({ code: which, message }) => `${which}: ${message}`)).toEqual([
    'not-aloud: "crashes" cannot be spoken: there is no crash with audio. It was left out.',
  ])
  expect(code).toBe(1)
})

test('a test is spoken to a server that runs already', { timeout: 240_000 }, async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = {
    PATH: process.env['PATH'],
    HOST: '127.0.0.1',
    PORT: String(port),
    CALLCHART_PUBLIC_URL: url,
    CALLCHART_DATA: join(folder, 'data'),
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: 'a token of this test',
    CALLCHART_API_TOKEN: 'tests:read:a-secret-of-this-test',
  }
  const remote = join(folder, 'elsewhere.test.yaml')
  await writeFile(remote, elsewhere)
  const server = spawn(process.execPath, [cli, 'serve', '--project', 'flows/dentist'], { env })
  const gone = new Promise((resolve) => server.on('exit', resolve))
  try {
    await new Promise<void>((ready) => {
      server.stdout.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('Twilio     http')) ready()
      })
    })
    const out = await new Promise<string>((resolve) => {
      execFile(process.execPath, [cli, 'test', remote, '--audio', '--server', url], { env }, (_, stdout) =>
        resolve(stdout),
      )
    })
    expect(out).toContain('✓ books with the tools that are there')
    expect(out).toContain('there is no stub with audio')
    expect(out).toMatch(/1 test passed, in \d+ ms\.$/m)
  } finally {
    server.kill('SIGTERM')
    await gone
  }
})

const elsewhere = `flow: dentist
tests:
  books with the tools that are there:
    - says: next tuesday at ten in the morning
    - expect: { state: check, slots: { at: "not looked at" } }
    - says: yes please
    - expect: { ended: completed }
  would have a stub:
    - stub: { name: book_visit, fails: taken }
`

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((go) => probe.listen(0, '127.0.0.1', go))
  const address = probe.address()
  await new Promise((done) => probe.close(done))
  return typeof address === 'object' && address !== null ? address.port : 0
}
