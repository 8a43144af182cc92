import type { Expression } from '../language/value.ts'
import type { Json, JsonObject } from '../language/json.ts'

/** The conditions (`when`), and all expressions, in a part of a flow; each text once. */
export interface Cels {
  readonly conditions: readonly Expression[]
  readonly all: readonly string[]
}

/** Pure; the order is that of the part. */
export function celsOf(part: unknown): Cels {
  const conditions = new Map<string, Expression>()
  const all = new Set<string>()
  const collect = (value: Json, key: string): void => {
    if (Array.isArray(value)) for (const item of value as readonly Json[]) collect(item, key)
    else if (value !== null && typeof value === 'object')
      for (const [name, item] of Object.entries(value as JsonObject)) {
        if (name !== 'cel' || typeof item !== 'string') collect(item, name)
        else {
          all.add(item)
          if (key === 'when') conditions.set(item, { cel: item })
        }
      }
  }
  collect(part as Json, '')
  return { conditions: [...conditions.values()], all: [...all] }
}

/** The slots ("slots.at") and other names that an expression reads; words in quotes are none. */
export function namesIn(cel: string): ReadonlySet<string> {
  const bare = cel.replace(/'[^']*'|"[^"]*"/g, ' ')
  const slots = Array.from(bare.matchAll(/\bslots\.(\w+)/g), ([, name = '']) => `slots.${name}`)
  const others = Array.from(bare.matchAll(/(?<![\w.])[a-z_]\w*/gi), ([name]) => name)
  return new Set([...slots, ...others.filter((name) => name !== 'slots')])
}
