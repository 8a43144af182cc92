import { systemClock, type Clock } from '../../media/clock.ts'
import type { Line, LineListener } from '../line.ts'
import { MediaStream } from './media-stream.ts'
import type { Admitted, MediaSocket, Refusal, StreamHost } from './media-stream.ts'
import type { FaultKind, Start } from './message.ts'

/** The media streams of one server. */
export interface Streams {
  /** Takes an open socket. Call it synchronously: a frame that comes before it is lost. */
  accept(socket: MediaSocket): void
  /** Closes every stream that is left, politely; their sessions hear `lost`. */
  closeAll(code: number, reason: string): void
  /** Streams that a session has, or is getting. */
  readonly size: number
}

export interface StreamsOptions {
  admit(start: Start): Admitted | { readonly refused: Refusal }
  /** `isFirst`: the stream was promised by the answer to the ringing, and not by a later one. */
  connect(callId: string, line: Line, isFirst: boolean): LineListener | Promise<LineListener>
  readonly observer: StreamObserver
  /** The process's own unless told. */
  readonly clock?: Clock
}

/** Counts what happens to streams; told no personal data. */
export interface StreamObserver {
  fault(kind: FaultKind): void
  refused(reason: Refusal | 'busy'): void
  failed(error: unknown): void
}

/**
 * Keeps one stream a call: when a second one of the same call is admitted, the newer takes over and the older is closed
 * with 1008, its session told before the newer one's is asked for.
 */
export function createStreams(options: StreamsOptions): Streams {
  const all = new Set<MediaStream>()
  const newest = new Map<string, MediaStream>()
  const lineIds = new Map<MediaStream, string>()
  /** In the order in which they came. */
  const waiting = new Set<MediaStream>()

  const host: StreamHost = {
    clock: options.clock ?? systemClock,
    admit: (start) => options.admit(start),
    connect: (callId, line, isFirst) => options.connect(callId, line, isFirst),
    fault: (kind) => options.observer.fault(kind),
    refused: (reason) => options.observer.refused(reason),
    failed: (error) => options.observer.failed(error),
    admitted(stream, lineId) {
      const older = newest.get(lineId)
      newest.set(lineId, stream)
      lineIds.set(stream, lineId)
      waiting.delete(stream)
      older?.cut(1008, 'a newer stream took over')
    },
    over(stream) {
      all.delete(stream)
      waiting.delete(stream)
      const lineId = lineIds.get(stream)
      lineIds.delete(stream)
      if (lineId !== undefined && newest.get(lineId) === stream) newest.delete(lineId)
    },
  }

  return {
    accept(socket) {
      const [oldest] = waiting
      if (oldest !== undefined && waiting.size >= maxWaiting) {
        // A caller's stream starts at once: a flood of silent sockets pushes out its own, and not the newest one.
        options.observer.refused('busy')
        oldest.close(1013, 'too many streams without a start')
      }
      const stream = new MediaStream(socket, host)
      all.add(stream)
      waiting.add(stream)
    },
    closeAll(code, reason) {
      for (const stream of all) stream.cut(code, reason)
    },
    get size() {
      return lineIds.size
    },
  }
}

/** Sockets that have shown no token yet: each costs a few kilobytes for five seconds at most. */
const maxWaiting = 1000
