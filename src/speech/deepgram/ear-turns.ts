import type { Hypothesis } from '../../../engine/answers/answer.ts'

/** A turn of the caller's as our ear has it, found again in a vendor's stream by where its audio lies. */
export interface EarTurn {
  readonly number: number
  /** Bytes of the stream before it. */
  readonly from: number
  /** The voice has stopped here; null while it has not paused. */
  pausedAt: number | null
  /** Bytes of the stream up to its end; infinite while it is open. */
  to: number
  /** The vendor has been told that it is over, and has as good as said all of it. */
  forced: boolean
  /** `over`: its final words have been given, or nobody wants them; the vendor may not know yet. */
  state: 'open' | 'ended' | 'over'
  /** What the vendor will not change any more. */
  readonly settled: Hypothesis[]
  /** What it has understood since then. */
  current: Hypothesis | null
}

/** Mu-law at 8 kHz: a byte a sample. */
export const bytesASecond = 8000

/** Vendors speak of turns late: so many of ours are remembered. */
const remembered = 8

/** The turns on one socket. */
export class EarTurns {
  #turns: EarTurn[] = []

  /** The turn that the caller is in. */
  get open(): EarTurn | null {
    const last = this.#turns.at(-1)
    return last?.state === 'open' ? last : null
  }

  /** Those whose final words are awaited, oldest first. */
  get awaited(): readonly EarTurn[] {
    return this.#turns.filter(({ state }) => state === 'ended')
  }

  start(number: number, from: number): EarTurn {
    const turn: EarTurn = {
      number,
      from,
      pausedAt: null,
      to: Infinity,
      forced: false,
      state: 'open',
      settled: [],
      current: null,
    }
    this.#turns = [...this.#turns.slice(1 - remembered), turn]
    return turn
  }

  /** Whose audio ends at this second of the stream; null before the first turn. */
  at(second: number): EarTurn | null {
    return this.#turns.findLast(({ from }) => from < second * bytesASecond) ?? null
  }
}

/** All that was understood of a turn so far, as one hypothesis; none where there is nothing. */
export function saidIn({ settled, current }: EarTurn): Hypothesis[] {
  const parts = current === null ? settled : [...settled, current]
  if (parts.length === 0) return []
  return [
    {
      text: parts.map(({ text }) => text).join(' '),
      confidence: Math.min(...parts.map(({ confidence }) => confidence)),
    },
  ]
}
