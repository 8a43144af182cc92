import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createRecordings } from '../../src/media/recordings.ts'
import { readConfig } from '../../src/server/config.ts'
import { openSecrecy } from '../../src/server/open-store.ts'

const bin = join(import.meta.dirname, '../../src/cli/bin.ts')

test('callchart recording writes what a server has kept and sealed, and never over another file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'callchart-recording-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const run = (...args: string[]): Promise<{ code: number; err: string }> => {
    const env = { PATH: process.env['PATH'] ?? '', CALLCHART_DATA: folder }
    return new Promise((resolve) => {
      execFile(process.execPath, [bin, 'recording', ...args], { env }, (error, _, err) =>
        resolve({ code: error === null ? 0 : Number(error.code), err }),
      )
    })
  }
  const read = readConfig({ CALLCHART_DATA: folder })
  if (!read.ok) throw new Error('not ok')
  const { codec } = await openSecrecy(read.config)
  const name = await createRecordings(join(folder, 'recordings'), codec).keep('c1-r1', new Uint8Array(800).fill(0x10))
  const out = join(folder, 'out.wav')
  expect(await run(name, '--out', out)).toEqual({ code: 0, err: '' })
  expect((await readFile(out)).subarray(0, 4).toString()).toBe('RIFF')
  expect((await stat(out)).mode & 0o077).toBe(0)
  expect(await run(name, '--out', out)).toMatchObject({ code: 2, err: expect.stringContaining('there already') })
  expect(await run('c2-r1.wav', '--out', join(folder, 'other.wav'))).toMatchObject({
    code: 1,
    err: expect.stringContaining('on the server that took it'),
  })
})
