import type { ExpressionType } from '../../../engine/expressions/typing.ts'
import { typeOfSlot } from '../../../engine/language/flow-typing.ts'
import type { Slot } from '../../../engine/language/slot.ts'
import type { ReadShape } from '../../../engine/language/read-shape.ts'

/** One member of an interface. */
export interface Member {
  readonly name: string
  readonly type: string
  readonly isOptional?: boolean
  /** Lines of its doc comment. */
  readonly about?: readonly string[]
}

/** `{ … }` over several lines, its members as they come; `indent` is that of the line on which it begins. */
export function objectType(members: readonly Member[], indent: string): string {
  if (members.length === 0) return '{}'
  const inner = `${indent}  `
  const lines = members.map(
    ({ name, type, isOptional = false, about = [] }) =>
      `${docComment(about, inner)}${inner}readonly ${key(name)}${isOptional ? '?' : ''}: ${type}\n`,
  )
  return `{\n${lines.join('')}${indent}}`
}

/** A doc comment before a line, or nothing. What designers write cannot end it. */
function docComment(about: readonly string[], indent: string): string {
  const lines = about.flatMap((text) => text.split(/\s*\n\s*/)).map((line) => line.trim().replaceAll('*/', '*\\/'))
  if (lines.length === 0) return ''
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`
}

/** A name as a key, in quotes where it must be. */
export function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : text(name)
}

/** A text as a literal type. */
export function text(value: string): string {
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

/** Literal types, each once; `never` for none. */
export function oneOf(values: readonly string[]): string {
  return values.length === 0 ? 'never' : [...new Set(values)].map(text).join(' | ')
}

/**
 * What expressions know of a value, in TypeScript. `any`: of a value that is given away, so that what nobody knows fits
 * everything, and a list is the taker's own; `unknown`: of a value that is read.
 */
export function typeText(type: ExpressionType, unknown: 'any' | 'unknown'): string {
  if (typeof type === 'string') return plain(type, unknown)
  if ('choice' in type) return oneOf(type.choice)
  if ('list' in type) return `${unknown === 'any' ? '' : 'readonly '}${grouped(typeText(type.list, unknown))}[]`
  const fields = Object.entries(type.object).map(([name, field]) => `${key(name)}: ${typeText(field, unknown)}`)
  return `{ ${[...fields, ...(type.open ? [`[key: string]: ${unknown}`] : [])].join('; ')} }`
}

function plain(type: Extract<ExpressionType, string>, unknown: 'any' | 'unknown'): string {
  switch (type) {
    case 'any':
      return unknown
    case 'nothing':
      return 'null'
    case 'boolean':
    case 'number':
      return type
    case 'text':
    case 'date':
    case 'time':
    case 'datetime':
    case 'length':
    default:
      return 'string'
  }
}

/** A slot's value once it is filled. */
export function slotText(slot: Slot, known: ExpressionType): string {
  if (slot.type === 'duration') return 'string'
  if (slot.type === 'list' && slot.of !== undefined) {
    const fields = Object.values(slot.of).map((field) => `${key(field.name)}: ${slotText(field, plainSlot(field))}`)
    return `readonly { ${fields.join('; ')} }[]`
  }
  return typeText(known, 'unknown')
}

function plainSlot({ type, options }: Slot): ExpressionType {
  if (type === 'choice') return options === undefined ? 'any' : { choice: Object.keys(options) }
  return typeOfSlot[type]
}

/** What must be in a value for a flow to read it. What may lack, may be null as well. */
export function shapeText(shape: ReadShape): string {
  if (shape.fields.size > 0) {
    const fields = [...shape.fields]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => {
        const type = shapeText(field)
        return field.mayLack ? `${key(name)}?: ${orNull(type)}` : `${key(name)}: ${type}`
      })
    return `{ ${fields.join('; ')} }`
  }
  if (shape.items !== null) {
    const item = shapeText(shape.items)
    return `readonly ${grouped(shape.items.mayLack ? orNull(item) : item)}[]`
  }
  return shape.plain === 'any' ? 'unknown' : shape.plain === 'text' ? 'string' : shape.plain
}

function orNull(type: string): string {
  return type === 'unknown' ? type : `${type} | null`
}

function grouped(type: string): string {
  return type.includes('|') || type.startsWith('readonly') ? `(${type})` : type
}
