import type { Flow } from '../language/flow.ts'
import { drive } from '../rehearsal/rehearsal.ts'
import { RehearsalError } from '../rehearsal/rehearsal-error.ts'
import { silence } from './acts.ts'
import { Oracle, type Answering } from './oracle.ts'
import type { Danger } from './danger.ts'
import type { Searched } from './searched.ts'
import type { Leg, Spot } from './spot.ts'

export interface FoundDanger {
  readonly danger: Danger
  /** The shortest call that comes to it. */
  readonly leg: Leg
}

/** A silent caller is followed so far: far beyond the repairs that a call may have. */
const mostSilences = 120

/** What only the whole of an exploration shows: where no end, or no person, can be reached any more. */
export function graphFaults(searched: Searched, flows: readonly Flow[], answering: Answering): readonly FoundDanger[] {
  return [...deadEnds(searched), ...endlessSilences(searched, answering), ...withoutPerson(searched, flows)]
}

/** What was not tried to its end may lead anywhere. */
function isOpen({ isEnded, isExpanded }: Spot): boolean {
  return !isEnded && !isExpanded
}

function deadEnds({ spots }: Searched): readonly FoundDanger[] {
  const alive = reaching(
    spots,
    (spot) => spot.isEnded || isOpen(spot),
    () => false,
  )
  const dead = spots.filter((spot) => !alive.has(spot) || (spot.isExpanded && isStuck(spot)))
  return firstOfEach(dead).map((spot) => {
    const message = isStuck(spot)
      ? 'Nothing is said and nothing will happen: no timer, no tool, no answer is waited for.'
      : 'From here no explored call comes to an end but by hanging up.'
    return { danger: { code: 'dead-end', ...spot.course.place, message }, leg: spot.leg as Leg }
  })
}

function isStuck({ isEnded, course }: Spot): boolean {
  return !isEnded && !course.isAway && course.nextAt === null
}

/** Cycles of a caller who says nothing, gone through once more in a real call: the abstraction counts no repairs. */
function endlessSilences({ spots }: Searched, answering: Answering): readonly FoundDanger[] {
  const found: FoundDanger[] = []
  const done = new Set<Spot>()
  for (const spot of spots) {
    const trail = new Set<Spot>()
    const ahead: { readonly spot: Spot; readonly isBack: boolean }[] = [{ spot, isBack: false }]
    for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
      if (next.isBack) {
        trail.delete(next.spot)
        done.add(next.spot)
        continue
      }
      if (trail.has(next.spot)) {
        if (!endsInSilence(next.spot, trail, answering))
          found.push({
            danger: {
              code: 'endless-silence',
              ...next.spot.course.place,
              message:
                'A caller who says nothing from here on is asked again and again, until the bound of repairs ends the call.',
            },
            leg: next.spot.leg as Leg,
          })
        continue
      }
      if (done.has(next.spot) || next.spot.isEnded) continue
      trail.add(next.spot)
      ahead.push({ spot: next.spot, isBack: true })
      for (const leg of next.spot.legs)
        if (isSilent(leg) && leg.to !== null) ahead.push({ spot: leg.to, isBack: false })
    }
  }
  const states = new Set<string>()
  return found.filter(({ danger }) => {
    const key = `${danger.flow} ${danger.state}`
    return states.has(key) ? false : states.add(key) !== undefined
  })
}

function isSilent({ acts }: Leg): boolean {
  return acts.every(({ kind }) => kind === 'silence')
}

/** The world answers as it did on the way round. */
function endsInSilence(from: Spot, trail: ReadonlySet<Spot>, answering: Answering): boolean {
  let course = from.course.fork(new Oracle(answering, []))
  let at = from
  for (let n = 0; n < mostSilences; n++) {
    // The bound of repairs ends every call some time: that is no end of the flow's.
    if (course.ended !== null) return course.ended !== 'failed'
    const { nextAt } = course
    if (nextAt === null) return false
    const leg = at.legs.find((one) => isSilent(one) && one.to !== null && trail.has(one.to)) ?? at.legs.find(isSilent)
    const told = leg?.oracle.choices.map(({ index }) => index) ?? []
    course = course.fork(new Oracle(answering, told))
    try {
      drive(course.act(silence(Math.max(0, nextAt - course.now)).move), nobody)
      drive(course.settle(), nobody)
    } catch (error) {
      if (error instanceof RehearsalError) return false
      throw error
    }
    at = leg?.to ?? at
  }
  return false
}

/** Only where there is a person to reach, and only before one was tried. */
function withoutPerson({ spots }: Searched, flows: readonly Flow[]): readonly FoundDanger[] {
  if (!flows.some(({ states }) => Object.values(states).some(({ kind }) => kind === 'transfer'))) return []
  const near = reaching(spots, isOpen, (leg) => leg.course.transferred !== null && leg.from.course.transferred === null)
  const asks = spots.filter(
    ({ course, isEnded }) => !isEnded && course.listening !== null && course.transferred === null,
  )
  const good = new Set(asks.filter((spot) => near.has(spot)).map(stateOf))
  const bad = asks.filter((spot) => !near.has(spot) && !good.has(stateOf(spot)))
  return firstOfEach(bad).map((spot) => ({
    danger: { code: 'no-human', ...spot.course.place, message: 'From here no explored call comes to a person.' },
    leg: spot.leg as Leg,
  }))
}

function stateOf({ course: { place } }: Spot): string {
  return `${place.flow} ${place.state}`
}

function firstOfEach(spots: readonly Spot[]): readonly Spot[] {
  const first = new Map<string, Spot>()
  for (const spot of spots) if (!first.has(stateOf(spot))) first.set(stateOf(spot), spot)
  return [...first.values()]
}

/** The spots from which one that `isGood`, or a leg that `counts`, can be reached. */
function reaching(
  spots: readonly Spot[],
  isGood: (spot: Spot) => boolean,
  counts: (leg: Leg) => boolean,
): ReadonlySet<Spot> {
  const into = new Map<Spot, Spot[]>()
  const good = new Set<Spot>()
  for (const spot of spots) {
    if (isGood(spot) || spot.legs.some(counts)) good.add(spot)
    for (const to of [...spot.legs.map((leg) => leg.to), spot.kin])
      if (to !== null) into.set(to, [...(into.get(to) ?? []), spot])
  }
  const ahead = [...good]
  for (let spot = ahead.pop(); spot !== undefined; spot = ahead.pop())
    for (const before of into.get(spot) ?? [])
      if (!good.has(before)) {
        good.add(before)
        ahead.push(before)
      }
  return good
}

function nobody(): never {
  throw new RehearsalError('No answer was set for a tool.')
}
