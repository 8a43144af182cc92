import type { SaidTime } from '../speech/said-times.ts'
import type { PromptShelf } from './prompt-shelf.ts'

/** A rendered prompt: mu-law, and what was said where in it, as far as its voice has told. */
export interface Spoken {
  readonly audio: Uint8Array
  readonly times: readonly SaidTime[]
}

/**
 * From the shelf, or else by `speak`, and then it is on the shelf. Where another server is already at it, its work is waited
 * for. Rejects as `speak` does; a shelf that fails only costs time.
 */
export async function shelved(shelf: PromptShelf, key: string, speak: () => Promise<Spoken>): Promise<Spoken> {
  const known = await take(shelf, key)
  if (known !== null) return known
  const claim = await shelf.claim?.(key)
  try {
    if (claim?.isOurs === false) {
      const theirs = await take(shelf, key)
      if (theirs !== null) return theirs
    }
    const spoken = await speak()
    // First, because whoever finds the audio looks for the times.
    if (spoken.times.length > 0) await shelf.write(timesKey(key), Buffer.from(JSON.stringify(pairsOf(spoken.times))))
    await shelf.write(key, spoken.audio)
    return spoken
  } finally {
    await claim?.release()
  }
}

async function take(shelf: PromptShelf, key: string): Promise<Spoken | null> {
  const audio = await shelf.read(key)
  if (audio === null) return null
  const times = await shelf.read(timesKey(key))
  return { audio, times: times === null ? [] : timesIn(times) }
}

function timesKey(key: string): string {
  return `${key}.times`
}

function pairsOf(times: readonly SaidTime[]): readonly (readonly [number, number])[] {
  return times.map(({ characters, samples }) => [characters, samples])
}

/** None where it is something else: then the length of words tells. */
function timesIn(bytes: Uint8Array): SaidTime[] {
  try {
    const pairs: unknown = JSON.parse(Buffer.from(bytes).toString())
    if (!Array.isArray(pairs)) return []
    return pairs.flatMap((pair: unknown) => {
      const [characters, samples] = Array.isArray(pair) ? (pair as unknown[]) : []
      return typeof characters === 'number' && typeof samples === 'number' ? [{ characters, samples }] : []
    })
  } catch {
    return []
  }
}
