import type { AnswerContext } from '../answers/answer.ts'
import type { Json, JsonObject } from '../language/json.ts'
import type { Slot } from '../language/slot.ts'
import type { Listen, LookUp } from '../machine/effect.ts'

/** The moment and the place in which "tomorrow" is meant, and the values that are known by then. */
export interface Moment {
  readonly nowMs: number
  readonly timezone: string
  /** What has been looked up in this call. */
  readonly known?: KnownLists
}

/** Known values by the key of their look-up. A list that comes makes another map: each is as it was. */
export type KnownLists = ReadonlyMap<string, readonly string[]>

/** What is known where a slot is read: what came before, what is put right, which values there are. */
export function contextOf(slot: Slot, listen: Listen, moment: Moment): AnswerContext {
  const { nowMs, timezone, known } = moment
  const earlier = listen.earlier[slot.name]
  const stands = listen.stands?.[slot.name]
  const candidates = known?.get(listen.known?.[slot.name] ?? '')
  return {
    language: listen.language,
    slot,
    nowMs,
    timezone: listen.timezone ?? timezone,
    ...(earlier === undefined ? {} : { earlier }),
    ...(stands === undefined ? {} : { stands }),
    ...(candidates === undefined ? {} : { candidates }),
  }
}

/**
 * What a caller would say for each item that a look-up has found. Null where the result has no list in its place: then the
 * words are read as if nothing were known.
 */
export function knownValues(result: Json, { from, label }: Pick<LookUp, 'from' | 'label'>): readonly string[] | null {
  const list = from === '' ? result : (fieldOf(result, from) ?? null)
  if (!Array.isArray(list)) return null
  return (list as readonly Json[]).flatMap((item) => {
    const value = label === undefined ? item : fieldOf(item, label)
    return typeof value === 'string' || typeof value === 'number' ? [String(value)] : []
  })
}

function fieldOf(value: Json, field: string): Json | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject)[field] : undefined
}
