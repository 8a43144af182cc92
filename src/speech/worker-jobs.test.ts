import { expect, it, onTestFinished } from 'vitest'
import { createWorkerJobs } from './worker-jobs.ts'
import type { WorkerJobs } from './worker-jobs.ts'

function open(timeoutMs = 10_000): WorkerJobs<string, string> {
  const from = new URL('../../test/stand-ins/odd-worker.ts', import.meta.url).href
  const jobs = createWorkerJobs<string, string>({ name: 'odd', file: './odd-worker', from, timeoutMs })
  onTestFinished(() => jobs.close())
  return jobs
}

it('does jobs in the order they came', async () => {
  const jobs = open()
  const done: string[] = []
  await Promise.all(['a', 'b', 'c'].map(async (job) => done.push(await jobs.run(job))))
  expect(done).toEqual(['a', 'b', 'c'])
})

it('tells a job that failed, and does the next', async () => {
  const jobs = open()
  await expect(jobs.run('throw')).rejects.toMatchObject({ code: 'unavailable', message: 'odd: cannot' })
  expect(await jobs.run('a')).toBe('a')
})

it('finds a new worker when the old one died', async () => {
  const jobs = open()
  await expect(jobs.run('die')).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('3') })
  expect(await jobs.run('a')).toBe('a')
})

it('does not wait for ever: a job that hangs takes its worker with it', async () => {
  const jobs = open(1000)
  const [hung, next] = [jobs.run('hang'), jobs.run('a')]
  await expect(hung).rejects.toMatchObject({ code: 'timeout' })
  expect(await next).toBe('a')
})

it('drops a job that is no longer wanted, whether it waits or has begun', async () => {
  const jobs = open()
  const stop = new AbortController()
  const [begun, waiting, other] = [jobs.run('a', stop.signal), jobs.run('b', stop.signal), jobs.run('c')]
  stop.abort()
  await expect(begun).rejects.toMatchObject({ code: 'aborted' })
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' })
  expect(await other).toBe('c')
})

it('ends what waits when it is closed, and takes no more', async () => {
  const jobs = open()
  const hung = jobs.run('hang')
  const waiting = jobs.run('a')
  const closing = jobs.close()
  await expect(hung).rejects.toMatchObject({ code: 'aborted' })
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' })
  await closing
  await expect(jobs.run('a')).rejects.toMatchObject({ code: 'aborted' })
})
