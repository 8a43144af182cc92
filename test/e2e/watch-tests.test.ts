import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const cli = join(import.meta.dirname, '../../src/cli/bin.ts')

test('a change runs again what it touches, and Ctrl-C ends it', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'callchart-watch-'))
  await cp('flows/dentist', join(folder, 'dentist'), { recursive: true })
  await cp('flows/reminder', join(folder, 'reminder'), { recursive: true })
  const child = spawn(process.execPath, [cli, 'test', '.', '--watch'], { cwd: folder })
  let out = ''
  let waiting: (() => void) | null = null
  const read = (chunk: Buffer): void => {
    out += chunk.toString()
    waiting?.()
  }
  child.stdout.on('data', read)
  child.stderr.on('data', read)
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
  /** What was printed up to the end of the next run. */
  const nextRun = async (): Promise<string> => {
    const end = 'Ctrl-C ends it.'
    while (!out.includes(end)) {
      await new Promise<void>((resolve) => {
        waiting = resolve
      })
    }
    const at = out.indexOf(end) + end.length
    const run = out.slice(0, at)
    out = out.slice(at)
    return run
  }
  try {
    expect(await nextRun()).toMatch(/dentist\.test\.yaml[^]*reminder\.test\.yaml[^]*\d+ tests passed/)

    const reminder = join(folder, 'reminder/reminder.yaml')
    await writeFile(reminder, `${await readFile(reminder, 'utf8')}\n`)
    const second = await nextRun()
    expect(second).toContain('reminder/reminder.test.yaml')
    expect(second).toContain('reminder/saturday.test.yaml')
    expect(second).not.toContain('dentist')

    const own = join(folder, 'dentist/dentist.test.yaml')
    await writeFile(own, `${await readFile(own, 'utf8')}\n  fails:\n    - hears: bananas\n`)
    const third = await nextRun()
    expect(third).toMatch(/1 failed/)
    expect(third).not.toContain('reminder')

    child.kill('SIGINT')
    expect(await ended).toBe(1)
  } finally {
    child.kill('SIGKILL')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
})
