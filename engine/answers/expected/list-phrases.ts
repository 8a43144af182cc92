import type { Slot } from '../../language/slot.ts'
import { fieldsOf } from '../list/list-slot.ts'
import { listTables } from '../list/list-tables.ts'
import { lexiconOf } from '../lexicon.ts'
import type { Phrases } from '../phrases.ts'

/** So many ways of saying the same are enough for a recogniser with a grammar. */
const mostOfAKind = 12

/**
 * What may be said while a list is filled: what its items are, that this is all, that there is more, and that the last one
 * goes. Nothing, where an item has any words in it: then no grammar can be foretold.
 */
export function listPhrases(slot: Slot, language: string, coreOf: (field: Slot) => Phrases): Phrases {
  const open = fieldsOf(slot).filter((field) => field.default === undefined)
  const cores = open.map(coreOf)
  if (cores.some((core) => typeof core === 'object' && 'any' in core && core.any.length === 0)) return { any: [] }
  const table = listTables[lexiconOf(language).language] ?? listTables['en']
  const some = (phrases: string | undefined): string[] => (phrases ?? '').split(' | ').slice(0, mostOfAKind)
  const [remove = ''] = some(table?.remove)
  const [latest = ''] = some(table?.latest)
  const item: Phrases = { repeat: { any: cores }, min: 1, max: Math.max(1, cores.length) }
  return { any: [item, ...some(table?.done), ...some(table?.none), ...some(table?.more), `${remove} ${latest}`] }
}
