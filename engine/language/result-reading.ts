import { functions, presenceFunctions } from '../expressions/functions.ts'
import { parseExpression } from '../expressions/syntax.ts'
import type { Node } from '../expressions/syntax.ts'
import type { PlainRead, ReadStep } from './read-shape.ts'
import type { Filter } from './prompt.ts'

/** Where a value comes from: out of what a tool or an event has brought, by its path in it. */
export interface Origin {
  /** "tool:book", "event:paid". */
  readonly source: string
  readonly path: readonly ReadStep[]
}

/** Where what an expression reads comes from. */
export interface Origins {
  /** `result`, where the expression stands behind a tool or a wait. */
  readonly result: readonly Origin[]
  readonly saved: (name: string) => readonly Origin[]
  readonly slot: (name: string) => readonly Origin[]
  /** What a slot is, so that what it is compared with is the same. */
  readonly slotAs: (name: string) => PlainRead
  /** Told of each reading. */
  readonly onRead: (origin: Origin, as: PlainRead, isGuarded: boolean) => void
}

/** Tells of everything in an expression that comes from a tool or an event, and as what it is read. */
export function readExpression(cel: string, as: PlainRead, origins: Origins, filters: readonly Filter[] = []): void {
  const parsed = parseExpression(cel)
  if (parsed.ok) new Reading(origins).filtered(parsed.node, as, filters)
}

/** Where the value of an expression comes from, if it is read out of a result and nothing else. */
export function originsOf(cel: string, origins: Origins): readonly Origin[] {
  const parsed = parseExpression(cel)
  return parsed.ok ? new Reading(origins).originsOf(parsed.node, new Map()) : []
}

type Locals = ReadonlyMap<string, readonly Origin[]>

const filterReads: Readonly<Record<string, PlainRead>> = {
  date: 'text',
  time: 'text',
  datetime: 'text',
  phone: 'text',
  postcode: 'text',
  email: 'text',
  boolean: 'boolean',
}
const parameterReads: Readonly<Record<string, PlainRead>> = { text: 'text', moment: 'text', number: 'number' }

class Reading {
  readonly #origins: Origins

  constructor(origins: Origins) {
    this.#origins = origins
  }

  filtered(node: Node, as: PlainRead, filters: readonly Filter[]): void {
    const guarded = filters[0]?.name === 'or'
    const filter = filters.find(({ name }) => name !== 'or')
    const label = filter?.name === 'list' ? filter.args[0] : undefined
    if (typeof label === 'string' && label !== '')
      this.#tell(this.originsOf(node, new Map()), ['items', { field: label }], 'any', guarded)
    else if (filter?.name === 'list') this.#tell(this.originsOf(node, new Map()), ['items'], 'any', guarded)
    else this.#visit(node, filter === undefined ? as : (filterReads[filter.name] ?? 'any'), new Map(), guarded)
  }

  originsOf(node: Node, locals: Locals): readonly Origin[] {
    switch (node.kind) {
      case 'name':
        return locals.get(node.name) ?? (node.name === 'result' ? this.#origins.result : this.#origins.saved(node.name))
      case 'member':
        if (node.object.kind === 'name' && node.object.name === 'slots') return this.#origins.slot(node.key)
        return into(this.originsOf(node.object, locals), { field: node.key })
      case 'index':
        return into(this.originsOf(node.object, locals), 'items')
      case 'choose':
        return [...this.originsOf(node.yes, locals), ...this.originsOf(node.no, locals)]
      case 'each':
        return node.macro === 'filter' ? this.originsOf(node.list, locals) : []
      case 'call':
        return node.name === 'or' ? node.args.flatMap((argument) => this.originsOf(argument, locals)) : []
      default:
        return []
    }
  }

  #visit(node: Node, as: PlainRead, locals: Locals, guarded = false): void {
    const visit = (inner: Node, innerAs: PlainRead = 'any'): void => this.#visit(inner, innerAs, locals)
    switch (node.kind) {
      case 'literal':
        return
      case 'name':
      case 'member':
      case 'index':
        this.#tell(this.originsOf(node, locals), [], as, guarded)
        if (node.kind === 'index') visit(node.index, 'number')
        return
      case 'call':
        return this.#call(node, as, locals)
      case 'each': {
        const items = into(this.originsOf(node.list, locals), 'items')
        this.#tell(items, [], 'any', false)
        const inner = new Map(locals).set(node.variable, items)
        if (node.where !== null) this.#visit(node.where, 'boolean', inner)
        return this.#visit(node.body, node.macro === 'map' ? 'any' : 'boolean', inner)
      }
      case 'list':
        return node.items.forEach((item) => visit(item))
      case 'object':
        return node.entries.forEach(([, value]) => visit(value))
      case 'compare':
        return this.#compare(node, locals)
      case 'arithmetic':
        visit(node.left, this.#beside(node.right, node.operator, locals))
        return visit(node.right, this.#beside(node.left, node.operator, locals))
      case 'logic':
        visit(node.left, 'boolean')
        return visit(node.right, 'boolean')
      case 'not':
        return visit(node.operand, 'boolean')
      case 'negate':
        return visit(node.operand, 'number')
      case 'choose':
      default:
        visit(node.condition, 'boolean')
        visit(node.yes, as)
        return visit(node.no, as)
    }
  }

  #call(node: Extract<Node, { kind: 'call' }>, as: PlainRead, locals: Locals): void {
    if (presenceFunctions.includes(node.name)) {
      const [asked, ...others] = node.args
      if (asked !== undefined) this.#visit(asked, node.name === 'or' ? as : 'any', locals, true)
      for (const other of others) this.#visit(other, as, locals)
      return
    }
    const parameters = functions[node.name]?.parameters ?? []
    node.args.forEach((argument, index) =>
      this.#visit(argument, parameterReads[parameters[index] ?? 'any'] ?? 'any', locals),
    )
  }

  #compare({ operator, left, right }: Extract<Node, { kind: 'compare' }>, locals: Locals): void {
    if (operator === 'in') {
      this.#visit(left, 'any', locals)
      return this.#tell(into(this.originsOf(right, locals), 'items'), [], 'any', false)
    }
    const isNothing = (node: Node): boolean => node.kind === 'literal' && node.value === null
    this.#visit(left, this.#kindOf(right), locals, isNothing(right))
    this.#visit(right, this.#kindOf(left), locals, isNothing(left))
  }

  /** What stands beside it in a sum: a number with a number; dates and lengths of time are left open. */
  #beside(other: Node, operator: string, locals: Locals): PlainRead {
    if (operator === '*' || operator === '/' || operator === '%') return 'number'
    const kind = this.originsOf(other, locals).length > 0 ? 'any' : this.#kindOf(other)
    return kind === 'number' ? 'number' : 'any'
  }

  #kindOf(node: Node): PlainRead {
    if (node.kind === 'literal') {
      if (typeof node.value === 'string') return 'text'
      return typeof node.value === 'number' ? 'number' : typeof node.value === 'boolean' ? 'boolean' : 'any'
    }
    if (node.kind === 'name' && (node.name === 'now' || node.name === 'today')) return 'text'
    if (node.kind === 'member' && node.object.kind === 'name' && node.object.name === 'slots')
      return this.#origins.slotAs(node.key)
    if (node.kind === 'negate') return 'number'
    return 'any'
  }

  #tell(found: readonly Origin[], further: readonly ReadStep[], as: PlainRead, isGuarded: boolean): void {
    for (const origin of found) {
      this.#origins.onRead({ ...origin, path: [...origin.path, ...further] }, as, isGuarded)
    }
  }
}

function into(origins: readonly Origin[], step: ReadStep): readonly Origin[] {
  return origins.map(({ source, path }) => ({ source, path: [...path, step] }))
}
