import { readFileSync } from 'node:fs'
import type { Cluster, Redis } from 'ioredis'

/** Each script touches keys of one slot only, so that it runs on Redis Cluster too. Name to its number of keys. */
const keysOf = {
  create: 2,
  take: 2,
  commit: 3,
  renew: 1,
  release: 1,
  bury: 1,
  settle: 1,
  bind: 1,
  keep: 1,
  index: 3,
  caller: 1,
  erase: 4,
} as const

type ScriptName = keyof typeof keysOf
type Argument = string | number

/** A connection with the scripts as commands, prefixed so that none hides one of Redis's own. */
export type Scripted = (Redis | Cluster) & {
  readonly [Name in ScriptName as `call${Capitalize<Name>}`]: (...args: Argument[]) => Promise<unknown>
}

/** The scripts as ioredis wants them: sent whole once a connection (EVAL), by their hash from then on (EVALSHA). */
export function scriptDefinitions(): Record<string, { lua: string; numberOfKeys: number }> {
  return Object.fromEntries(
    Object.entries(keysOf).map(([name, numberOfKeys]) => {
      const lua = readFileSync(new URL(`./scripts/${name}.lua`, import.meta.url), 'utf8')
      return [`call${name.charAt(0).toUpperCase()}${name.slice(1)}`, { lua, numberOfKeys }]
    }),
  )
}
