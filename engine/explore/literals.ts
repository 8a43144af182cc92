import type { Flow } from '../language/flow.ts'
import type { Json, JsonObject } from '../language/json.ts'

/** What expressions of a flow compare with. */
export interface Literals {
  readonly numbers: readonly number[]
  readonly texts: readonly string[]
}

const found = new WeakMap<Flow, readonly string[]>()

/** The numbers and texts in every expression that names this: "slots.guests", "result". */
export function literalsWith(name: string, flow: Flow): Literals {
  const word = new RegExp(`(^|[^\\w.])${name.replaceAll('.', '\\.')}(?!\\w)`)
  const about = expressionsOf(flow).filter((cel) => word.test(cel))
  const texts = about.flatMap((cel) =>
    Array.from(cel.matchAll(/'([^']*)'|"([^"]*)"/g), ([, single, double]) => single ?? double ?? ''),
  )
  const bare = about.map((cel) => cel.replace(/'[^']*'|"[^"]*"/g, ' '))
  const numbers = bare.flatMap((cel) => Array.from(cel.matchAll(/(?<![\w.])\d+(?:\.\d+)?/g), ([text]) => Number(text)))
  return { numbers: [...new Set(numbers)], texts: [...new Set(texts)] }
}

/** Every expression of a flow, as CEL. */
export function expressionsOf(flow: Flow): readonly string[] {
  const known = found.get(flow)
  if (known !== undefined) return known
  const all = new Set<string>()
  collect([flow.states, flow.slots] as unknown as Json, all)
  const list = [...all]
  found.set(flow, list)
  return list
}

function collect(value: Json, all: Set<string>): void {
  if (Array.isArray(value)) for (const item of value as readonly Json[]) collect(item, all)
  else if (value !== null && typeof value === 'object')
    for (const [key, item] of Object.entries(value as JsonObject))
      if (key === 'cel' && typeof item === 'string') all.add(item)
      else collect(item, all)
}
