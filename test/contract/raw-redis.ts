import type { Redis } from 'ioredis'

/** Everything under a prefix on these nodes, keys and values, one after another. */
export async function rawRedis(nodes: readonly Redis[], prefix: string): Promise<string> {
  const parts: string[] = []
  for (const node of nodes) {
    for (const key of await node.keys(`${prefix}:*`)) parts.push(key, JSON.stringify(await valueOf(node, key)))
  }
  return parts.join('\n')
}

async function valueOf(node: Redis, key: string): Promise<unknown> {
  switch (await node.type(key)) {
    case 'hash':
      return node.hgetall(key)
    case 'stream':
      return node.xrange(key, '-', '+')
    case 'zset':
      return node.zrange(key, 0, '-1')
    case 'string':
      return node.get(key)
    default:
      throw new Error(`${key} is of a type that the store does not use.`)
  }
}
