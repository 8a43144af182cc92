import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { lease } from '../contract/steps.ts'

/** Real processes on one file: what is committed outlives them, and they fence each other. */
let folder: string
let file: string
const children: ChildProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callchart-processes-'))
  file = join(folder, 'calls.sqlite')
})
afterEach(async () => {
  for (const child of children.splice(0)) await killed(child)
  rmSync(folder, { recursive: true })
})

const at = (path: string): string => pathToFileURL(join(import.meta.dirname, '../..', path)).href
const prelude = `
  import { createSqliteStore } from '${at('src/store/sqlite/sqlite-store.ts')}'
  import { lease, newCall, step } from '${at('test/contract/steps.ts')}'
`

/** Starts a process that opens the store and runs `body`; its lines come one by one. */
function start(body: string): { child: ChildProcess; lines: AsyncIterator<string> } {
  const script = `${prelude} const store = createSqliteStore({ file: ${JSON.stringify(file)}, busyTimeoutMs: 5000 })\n${body}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() }
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await exit
}

async function rest(lines: AsyncIterator<string>): Promise<string[]> {
  const all: string[] = []
  for (let line = await lines.next(); !line.done; line = await lines.next()) all.push(line.value)
  return all
}

test('a process that is killed loses no step that it had committed', async () => {
  const { child, lines } = start(`
    await store.create(newCall('c1'), lease('a'))
    for (let seq = 1; ; seq++) {
      const reply = await store.commit(step('c1', 1, seq))
      process.stdout.write(seq + ' ' + reply + '\\n')
      if (seq % 16 === 0) await new Promise((resolve) => setImmediate(resolve))
    }`)
  for (let i = 0; i < 50; i++) await lines.next()
  await killed(child)
  const said = await rest(lines)
  const last = Number(said.at(-1)?.split(' ')[0] ?? 50)
  const store = createSqliteStore({ file })
  const log = await store.log('c1')
  expect(log.length).toBeGreaterThanOrEqual(last)
  expect(log.map((entry) => entry.seq)).toEqual(log.map((_, i) => i + 1))
  expect((await store.read('c1'))?.snapshot?.seq).toBe(log.length)
  await store.close()
})

test('processes that open a new file at once all get their tables, and one call has one of them at a time', async () => {
  const bodies = ['a', 'b', 'c'].map(
    (owner) => `
      await store.create(newCall('shared'), lease('${owner}'))
      let committed = 0
      for (let turn = 0; turn < 30; turn++) {
        const { token, call } = await store.take('shared', lease('${owner}'), { force: true })
        let seq = call.snapshot?.seq ?? 0
        for (let i = 0; i < 5; i++) {
          const reply = await store.commit(step('shared', token, seq + 1))
          if (reply !== 'OK' && reply !== 'FENCED') throw new Error(reply)
          if (reply === 'FENCED') break
          seq += 1
          committed += 1
        }
      }
      console.log(committed)`,
  )
  const said = await Promise.all(bodies.map((body) => rest(start(body).lines)))
  const committed = said.flat().map(Number)
  expect(committed).toHaveLength(3)
  const store = createSqliteStore({ file })
  const log = await store.log('shared')
  expect(log).toHaveLength(committed.reduce((sum, each) => sum + each, 0))
  expect(log.map((entry) => entry.seq)).toEqual(log.map((_, i) => i + 1))
  const tokens = log.map((entry) => Number(entry.id.split('-')[0]))
  expect(tokens).toEqual(tokens.toSorted((x, y) => x - y))
  expect(((await store.take('shared', lease('z'), { force: true })) as { token: number }).token).toBe(92)
  await store.close()
})
