import type { Template } from './prompt.ts'
import type { Expression, Route, Value } from './value.ts'
import type { Json } from './json.ts'
import { isObject } from './reading.ts'
import type { Path } from './source.ts'
import { parseTemplate } from './template.ts'
import type { TemplateFault } from './template.ts'

/** Where a part of a normalised flow was written. `offset` is within the scalar's text, for what is only a part of it. */
export interface Origin {
  readonly path: Path
  readonly offset: number
}

/** Makes the leaves of a flow and remembers where each was written, by identity. */
export class Writer {
  readonly origins = new Map<object, Origin>()
  readonly templateFaults: { readonly path: Path; readonly fault: TemplateFault }[] = []
  /** Prompts that were to be used by a name that there is not. */
  readonly unknownPrompts: { readonly name: string; readonly path: Path }[] = []

  #mark<T extends object>(part: T, path: Path, offset = 0): T {
    this.origins.set(part, { path, offset })
    return part
  }

  /** CEL; a leading "=" is dropped here and reported by a rule. */
  expression(cel: string, path: Path): Expression {
    const offset = /^\s*=?\s*/.exec(cel)?.[0].length ?? 0
    return this.#mark({ cel: cel.slice(offset).trimEnd() }, path, offset)
  }

  value(value: Json, path: Path): Value {
    if (typeof value === 'string' && value.startsWith('=')) return { expression: this.expression(value, path) }
    if (Array.isArray(value)) {
      if (!hasExpression(value)) return { literal: value }
      return { list: (value as readonly Json[]).map((item, index) => this.value(item, [...path, index])) }
    }
    if (isObject(value)) {
      if (!hasExpression(value)) return { literal: value }
      return {
        object: Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.value(item, [...path, key])])),
      }
    }
    return { literal: value }
  }

  template(text: string, path: Path): Template {
    const { template, offsets, faults } = parseTemplate(text)
    for (const [expression, offset] of offsets) this.#mark(expression, path, offset)
    for (const fault of faults) this.templateFaults.push({ path, fault })
    return this.#mark(template, path)
  }

  /** A state's name, or a list of conditions that ends in `else`. */
  routes(value: Json | undefined, path: Path): readonly Route[] {
    if (typeof value === 'string') return [this.#mark({ to: value }, path)]
    if (!Array.isArray(value)) return []
    return (value as readonly Json[]).flatMap((item, index) => {
      if (!isObject(item)) return []
      const at = [...path, index]
      const to = item['else'] ?? item['to']
      if (typeof to !== 'string') return []
      const when = item['when']
      const place = [...at, item['else'] === undefined ? 'to' : 'else']
      return typeof when === 'string' && item['else'] === undefined
        ? [this.#mark({ when: this.expression(when, [...at, 'when']), to }, place)]
        : [this.#mark({ to }, place)]
    })
  }

  mark<T extends object>(part: T, path: Path): T {
    return this.#mark(part, path)
  }
}

function hasExpression(value: Json): boolean {
  if (typeof value === 'string') return value.startsWith('=')
  if (Array.isArray(value)) return (value as readonly Json[]).some(hasExpression)
  return isObject(value) && Object.values(value).some(hasExpression)
}
