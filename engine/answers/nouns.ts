import type { Slot } from '../language/flow.ts'
import type { Lexicon } from './lexicon.ts'
import { fold } from './fold.ts'

/** The group of nouns in which a slot counts, from its name and its hint: `kids`, "number of guests". -1: none. */
export function nounGroup(slot: Slot, lexicon: Lexicon): number {
  const known = groups.get(slot)
  if (known !== undefined) return known
  let group = -1
  for (const word of fold(`${slot.name} ${slot.hint ?? ''}`).split(/[^a-z]+/)) {
    const noun = word ? lexicon.look(word).noun : -1
    if (noun >= 0 && group < 0) group = noun
  }
  groups.set(slot, group)
  return group
}

const groups = new WeakMap<Slot, number>()
