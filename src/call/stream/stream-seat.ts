import type { Effect, Listen } from '../../../engine/machine/effect.ts'
import type { CallStream } from './call-stream.ts'

/** What is done on a stream, and nowhere else. */
export type StreamEffect = Extract<
  Effect,
  { type: 'say' | 'listen' | 'deafen' | 'clear' | 'record.start' | 'record.stop' }
>

const onStream: ReadonlySet<string> = new Set([
  'say',
  'listen',
  'deafen',
  'clear',
  'record.start',
  'record.stop',
] satisfies StreamEffect['type'][])

export function isForStream(effect: Effect): effect is StreamEffect {
  return onStream.has(effect.type)
}

/**
 * Where the media stream of a call sits: one at most. A call begins before its audio does: what is said until then waits for
 * the first stream. Later, while there is none, what is said is lost, and the flow says it anew when one has come.
 */
export class StreamSeat {
  #stream: CallStream | null = null
  #waiting: StreamEffect[] | null
  #listening: Listen | null = null

  /** `isNew`: no stream of this call has been there yet, on any server. */
  constructor(isNew: boolean) {
    this.#waiting = isNew ? [] : null
  }

  get stream(): CallStream | null {
    return this.#stream
  }

  /** No stream has been here yet. */
  get isNew(): boolean {
    return this.#waiting !== null
  }

  /** What the caller is expected to say; null while nobody listens. */
  get listening(): Listen | null {
    return this.#listening
  }

  perform(effect: StreamEffect): void {
    if (effect.type === 'listen') this.#listening = effect
    if (effect.type === 'deafen') this.#listening = null
    if (this.#waiting !== null) this.#waiting.push(effect)
    else if (this.#stream !== null) performOn(this.#stream, effect)
  }

  /** Puts a stream here. What had waited for the first one is done on it; `false` where it is not the first. */
  seat(stream: CallStream): boolean {
    this.#stream = stream
    const waiting = this.#waiting
    this.#waiting = null
    for (const effect of waiting ?? []) performOn(stream, effect)
    return waiting !== null
  }

  /** Takes the stream away, for whoever asks to end it. */
  vacate(): CallStream | null {
    const stream = this.#stream
    this.#stream = null
    return stream
  }
}

function performOn(stream: CallStream, effect: StreamEffect): void {
  switch (effect.type) {
    case 'say':
      return stream.say(effect)
    case 'listen':
      return stream.expect(effect)
    case 'deafen':
      return stream.deafen()
    case 'clear':
      return stream.clear()
    case 'record.start':
      return stream.record(effect)
    case 'record.stop':
      return stream.stopRecording(effect.id)
  }
}
