import type { Act } from './acts.ts'
import type { Leg, Spot } from './spot.ts'

/** Something to be tried: what is done, and how the world answers it at first. */
export interface Trial {
  readonly acts: readonly Act[]
  readonly told: readonly number[]
}

/** Something that comes in between two others, still to be tried. */
export interface Interruption extends Trial {
  readonly spot: Spot
}

/**
 * What is tried at a place where all was tried before, in a call that differs in what matters only later on: of all that led
 * through the same states to the same rest there, one; nothing that led to where that does not matter any more, or nowhere.
 * `acts` are what may happen here.
 */
export function trialsLike(model: Spot, acts: readonly Act[]): readonly Trial[] {
  const seen = new Map<Spot | null, Set<string>>()
  return model.legs.flatMap((leg): Trial[] => {
    const [act] = leg.acts
    if (act === undefined || leg.acts.length > 1 || leadsAlike(leg, model)) return []
    const through = statesOf(leg)
    const known = seen.get(leg.to) ?? new Set<string>()
    if (known.has(through)) return []
    seen.set(leg.to, known.add(through))
    // A silence lasts until the next thing that happens by itself.
    const same = act.kind === 'silence' ? acts.find(({ kind }) => kind === 'silence') : act
    return same === undefined ? [] : [{ acts: [same], told: leg.oracle.choices.map(({ index }) => index) }]
  })
}

/** Whether it leads, from wherever else at the same place, to the same rest, or back to that place as it was. */
function leadsAlike({ to }: Leg, model: Spot, climbed: ReadonlySet<Spot> = new Set()): boolean {
  if (to === null || to === model || to.isPlain || climbed.has(to)) return true
  // Up a ladder: what counts is where its rungs lead.
  if (to.kin !== model || to.base === null) return false
  return to.isExpanded && to.legs.every((leg) => leadsAlike(leg, model, new Set([...climbed, to])))
}

/** The states that it came through, by the names of their flows. */
function statesOf({ from, course }: Leg): string {
  return course.ways
    .slice(from.course.ways.length)
    .flatMap(({ flow, to }) => (to === null || to.startsWith('.') ? [] : [`${flow ?? ''} ${to}`]))
    .join(', ')
}
