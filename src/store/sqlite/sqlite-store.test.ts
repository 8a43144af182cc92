import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lease, newCall, noon, step } from '../../../test/contract/steps.ts'
import { createSqliteStore } from './sqlite-store.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callchart-sqlite-'))
  file = join(folder, 'calls.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('makes the folder and the file, for its owner alone', async () => {
  const deep = join(folder, 'a/b/calls.sqlite')
  const store = createSqliteStore({ file: deep })
  await store.create(newCall('c1'), lease('a'))
  expect(statSync(deep).mode & 0o077).toBe(0)
  expect(statSync(`${deep}-wal`).mode & 0o077).toBe(0)
  await store.close()
})

test('finds every call again after it was closed', async () => {
  const before = createSqliteStore({ file })
  await before.create(newCall('c1'), lease('a'))
  await before.commit(step('c1', 1, 1))
  await before.close()
  const after = createSqliteStore({ file })
  expect((await after.read('c1'))?.snapshot).toEqual(step('c1', 1, 1).snapshot)
  await after.close()
})

test('keeps what it has in memory only for ":memory:"', async () => {
  const store = createSqliteStore({ file: ':memory:' })
  await store.create(newCall('c1'), lease('a'))
  expect(await store.commit(step('c1', 1, 1))).toBe('OK')
  await store.close()
})

test('refuses a file of a newer Callchart, of another program, or that is no database, and says which', () => {
  const newer = new DatabaseSync(file)
  newer.exec('PRAGMA user_version = 99')
  newer.close()
  expect(() => createSqliteStore({ file })).toThrow(/written by a newer Callchart \(format 99/)

  const foreign = join(folder, 'foreign.sqlite')
  const other = new DatabaseSync(foreign)
  other.exec('CREATE TABLE customers (id INTEGER)')
  other.close()
  expect(() => createSqliteStore({ file: foreign })).toThrow(/database of another program/)

  const text = join(folder, 'notes.txt')
  writeFileSync(text, 'buy milk '.repeat(1000))
  expect(() => createSqliteStore({ file: text })).toThrow(
    expect.objectContaining({ name: 'StoreError', code: 'corrupt' }),
  )
  expect(() => createSqliteStore({ file: folder })).toThrow(expect.objectContaining({ name: 'StoreError' }))
})

test('a write that another process holds up too long is a timeout, which can be tried again', async () => {
  const store = createSqliteStore({ file, busyTimeoutMs: 1 })
  const holder = new DatabaseSync(file)
  holder.exec('BEGIN IMMEDIATE')
  await expect(store.create(newCall('c1'), lease('a'))).rejects.toMatchObject({ code: 'timeout', retryable: true })
  holder.exec('COMMIT')
  expect(await store.create(newCall('c1'), lease('a'))).toBe('created')
  holder.close()
  await store.close()
})

test('lets go of calls, lines and bundles when their time is over, as new ones come', async () => {
  let now = noon
  const store = createSqliteStore({ file, clock: () => now, lineTtlMs: 1000, bundleTtlMs: 2000 })
  await store.putBundle('b1', 'text')
  await store.create(newCall('c1'), lease('a'))
  await store.commit(step('c1', 1, 1, { ttlMs: 5000, live: false }))
  await store.bind('CA1', 'c1')
  now += 1000
  expect(await store.findByLine('CA1')).toBeNull()
  expect(await store.bind('CA1', 'c2')).toBe('c2')
  now += 3999
  // Kept beyond its own time, because a retained call may be replayed with it.
  expect(await store.getBundle('b1')).toBe('text')
  now += 1
  expect(await store.read('c1')).toBeNull()
  await store.create(newCall('c3'), lease('a'))
  const behind = new DatabaseSync(file)
  expect(behind.prepare('SELECT call_id FROM calls').all()).toEqual([{ call_id: 'c3' }])
  expect(behind.prepare('SELECT * FROM log').all()).toEqual([])
  behind.close()
  await store.close()
})

test('removes what is over when it is opened, where no new call comes', async () => {
  let now = noon
  const store = createSqliteStore({ file, clock: () => now })
  for (let n = 0; n < 20; n++) {
    await store.create(newCall(`c${n}`), lease('a'))
    await store.commit(step(`c${n}`, 1, 1, { ttlMs: 5000, live: false }))
  }
  await store.close()
  now += 5000
  await createSqliteStore({ file, clock: () => now }).close()
  const behind = new DatabaseSync(file)
  for (const table of ['calls', 'log', 'callers'])
    expect(behind.prepare(`SELECT * FROM ${table}`).all(), table).toEqual([])
  behind.close()
})

test('a file of the time before callers were indexed is opened, and its calls go on', async () => {
  const older = createSqliteStore({ file })
  await older.create(newCall('c1'), lease('a'))
  await older.commit(step('c1', 1, 1))
  await older.close()
  const behind = new DatabaseSync(file)
  behind.exec('DROP TABLE callers')
  behind.close()
  const store = createSqliteStore({ file })
  expect(await store.commit(step('c1', 1, 2))).toBe('OK')
  expect(await store.callsOf('+441632960001')).toEqual([])
  await store.close()
})
