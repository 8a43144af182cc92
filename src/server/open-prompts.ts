import { join } from 'node:path'
import type { Logger } from 'pino'
import { createLayeredShelf } from '../media/layered-shelf.ts'
import { createPromptShelf } from '../media/prompt-shelf.ts'
import type { PromptShelf } from '../media/prompt-shelf.ts'
import { createRedisPromptShelf } from '../store/redis/prompt-shelf.ts'
import type { ServerConfig } from './config.ts'

/** Where rendered prompts are kept: on this machine, and where many servers share a Redis, there as well. Rejects with StoreError. */
export async function openPrompts(
  { dataDir, redisUrl, redisNodes }: Pick<ServerConfig, 'dataDir' | 'redisUrl' | 'redisNodes'>,
  logger: Logger,
): Promise<{ readonly shelf: PromptShelf; close(): Promise<void> }> {
  const onUnusable = (error: Error): void => logger.warn({ err: error }, 'rendered prompts are not kept')
  const disk = createPromptShelf({ directory: join(dataDir, 'prompts'), onUnusable })
  const place = redisNodes !== null ? { nodes: redisNodes } : redisUrl !== null ? { url: redisUrl } : null
  if (place === null) return { shelf: disk, close: async () => {} }
  const shared = await createRedisPromptShelf(place, { onUnusable })
  return { shelf: createLayeredShelf(disk, shared), close: () => shared.close() }
}
