import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
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
