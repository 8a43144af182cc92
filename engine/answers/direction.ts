import type { Slot } from '../language/slot.ts'
import { is } from './lexicon.ts'
import type { Token } from './tokens.ts'

/** Whether a slot asks for where a stretch begins or ends, by its name: `date_from`, `check_out`. */
export function directionOf(slot: Slot): 'from' | 'until' | undefined {
  const known = directions.get(slot)
  if (known !== undefined) return known ?? undefined
  const name = slot.name.toLowerCase()
  const from = /(^|_)(from|start|begin|arrival|arrive|arriving|check_?in|since|departure_date)(_|$)/.test(name)
  const until = /(^|_)(to|until|till|end|leave|leaving|check_?out|return)(_|$)/.test(name)
  const direction = from ? 'from' : until ? 'until' : null
  directions.set(slot, direction)
  return direction ?? undefined
}

/** What the words before a value say about it: "from the 4th", "until Friday". */
export function markedAs(tokens: readonly Token[], at: number): 'from' | 'until' | undefined {
  for (let i = at - 1; i >= 0 && i >= at - 3; i--) {
    const token = tokens[i]
    if (token?.text === '-' || token?.text === '–') return 'until'
    if (is(token, 'until')) return 'until'
    if (is(token, 'from')) return 'from'
    if (is(token, 'and') && opensBetween(tokens, i)) return 'until'
    const isSmall =
      is(token, 'the') || is(token, 'on') || is(token, 'at-sign') || is(token, 'filler') || is(token, 'in')
    if (!isSmall && !is(token, 'this') && token?.text !== 'that') return undefined
  }
  return undefined
}

/** "between 8 and 10": the second end. */
export function opensBetween(tokens: readonly Token[], at: number): boolean {
  for (let i = at - 1; i >= 0 && i >= at - 8; i--)
    if (/^(between|zwischen|entre|miedzy|pomiedzy)$/.test(tokens[i]?.text ?? '')) return true
  return false
}

/** Of values in order, the one for the slot's end of a stretch; never one that was said for the other end. */
export function forDirection<T extends { readonly from: number }>(
  values: readonly T[],
  tokens: readonly Token[],
  direction: 'from' | 'until' | undefined,
): T | undefined {
  if (!direction) return values[0]
  const marked = values.find((value) => markedAs(tokens, value.from) === direction)
  if (marked) return marked
  const other = values.find((value) => markedAs(tokens, value.from) === undefined)
  return other
}

const directions = new WeakMap<Slot, 'from' | 'until' | null>()
