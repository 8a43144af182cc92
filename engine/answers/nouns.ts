import type { Slot } from '../language/slot.ts'
import { fold } from './fold.ts'
import { lexiconOf, type Lexicon } from './lexicon.ts'

/** The group of nouns in which a slot counts, from its name and its hint: `kids`, "number of guests". Names are often English in a flow of another language. -1: none. */
export function nounGroup(slot: Slot, lexicon: Lexicon): number {
  const known = groups.get(slot)
  if (known !== undefined) return known
  let group = -1
  for (const word of fold(`${slot.name} ${slot.hint ?? ''}`).split(/[^a-z]+/)) {
    const own = word ? lexicon.look(word).noun : -1
    const noun = own >= 0 || !word ? own : lexiconOf('en').look(word).noun
    if (noun >= 0 && group < 0) group = noun
  }
  groups.set(slot, group)
  return group
}

const groups = new WeakMap<Slot, number>()
