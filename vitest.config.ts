import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'engine/**/*.test.ts', 'src/**/*.test.ts'],
    testTimeout: 20_000,
    // Much of the time of the tests over sockets is waiting: one worker leaves a machine of two cores idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    globalSetup: ['test/redis.ts'],
  },
})
