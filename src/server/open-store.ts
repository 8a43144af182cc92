import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createRedisStore } from '../store/redis/redis-store.ts'
import { createSqliteStore } from '../store/sqlite/sqlite-store.ts'
import type { CallStore } from '../store/store.ts'
import type { ServerConfig } from './config.ts'

/** The store that the configuration names: a server's, and that of the commands that look at its calls. Rejects with StoreError. */
export async function openStore(config: Pick<ServerConfig, 'redisUrl' | 'dataDir'>): Promise<CallStore> {
  if (config.redisUrl !== null) return createRedisStore({ url: config.redisUrl })
  await mkdir(config.dataDir, { recursive: true })
  return createSqliteStore({ file: join(config.dataDir, 'calls.sqlite') })
}
