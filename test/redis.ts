import type { TestProject } from 'vitest/node'
import { type RedisProcess, startRedis } from './redis-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The test run's Redis; `url` is null where there is none, and `why` says how to get one. */
    redis: { readonly url: string; readonly why: '' } | { readonly url: null; readonly why: string }
  }
}

let server: RedisProcess | undefined

/**
 * Vitest's global setup: one real Redis for the whole run. Where none can be had, only the tests that need one fail, each
 * with what to install.
 */
export async function setup(project: TestProject): Promise<void> {
  try {
    server = await startRedis()
    project.provide('redis', { url: server.url, why: '' })
  } catch (error) {
    project.provide('redis', { url: null, why: (error as Error).message })
  }
}

export async function teardown(): Promise<void> {
  await server?.stop()
}
