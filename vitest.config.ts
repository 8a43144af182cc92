import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'engine/**/*.test.ts', 'src/**/*.test.ts'],
    testTimeout: 20_000,
    globalSetup: ['test/redis.ts'],
  },
})
