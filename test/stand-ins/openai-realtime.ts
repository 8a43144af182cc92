import type { WebSocket } from 'ws'
import { wordsIn } from './written-audio.ts'

/** What the stand-in was sent, a session a socket. */
export interface RealtimeLog {
  readonly sessions: RealtimeSession[]
}

export interface RealtimeSession {
  readonly events: Readonly<Record<string, unknown>>[]
  /** Bytes of audio that were appended. */
  audioBytes: number
  readonly socket: WebSocket
  /** Endings that were held back, in order: call one to send it. */
  readonly held: (() => void)[]
}

/** What becomes of a committed turn, given the words that were spoken in it. */
export type Transcriber = (text: string) => {
  readonly deltas: readonly string[]
  /** `dropped`: the socket is lost instead. `held`: completed when the test says so. `none`: never. */
  readonly ending: 'completed' | 'failed' | 'dropped' | 'held' | 'none'
}

/** 100 ms of mu-law: a commit of less is refused. */
const leastBytes = 800

/** A realtime transcription session over mu-law without turn detection. The audio has its words written in it. */
export function serveRealtime(socket: WebSocket, log: RealtimeLog, transcribe: Transcriber): void {
  const session: RealtimeSession = { events: [], audioBytes: 0, socket, held: [] }
  log.sessions.push(session)
  let buffer = Buffer.alloc(0)
  let items = 0
  const send = (event: Record<string, unknown>): void => socket.send(JSON.stringify({ event_id: 'event', ...event }))
  const about = (item: string, what: string, more: Record<string, unknown>): void =>
    send({ type: `conversation.item.input_audio_transcription.${what}`, item_id: item, content_index: 0, ...more })

  const commit = (eventId: unknown): void => {
    const audio = buffer
    buffer = Buffer.alloc(0)
    if (audio.length < leastBytes) {
      const error = { type: 'invalid_request_error', code: 'input_audio_buffer_commit_empty', event_id: eventId }
      return send({ type: 'error', error: { ...error, message: 'buffer too small' } })
    }
    const item = `item_${log.sessions.indexOf(session)}_${++items}`
    const text = wordsIn(audio)
    const { deltas, ending } = transcribe(text)
    if (ending === 'dropped') return socket.terminate()
    send({ type: 'input_audio_buffer.committed', item_id: item, previous_item_id: null })
    for (const delta of deltas) about(item, 'delta', { delta })
    const complete = (): void => about(item, 'completed', { transcript: deltas.join(''), usage: {} })
    if (ending === 'completed') complete()
    if (ending === 'failed') about(item, 'failed', { error: { code: 'server_error', message: 'no' } })
    if (ending === 'held') session.held.push(complete)
  }

  socket.on('message', (data: Buffer) => {
    const event = JSON.parse(data.toString()) as Record<string, unknown>
    session.events.push(event)
    switch (event['type']) {
      case 'session.update':
        return send({ type: 'session.updated', session: event['session'] })
      case 'input_audio_buffer.append': {
        const audio = Buffer.from(String(event['audio']), 'base64')
        session.audioBytes += audio.length
        buffer = Buffer.concat([buffer, audio])
        return undefined
      }
      case 'input_audio_buffer.clear':
        buffer = Buffer.alloc(0)
        return send({ type: 'input_audio_buffer.cleared' })
      case 'input_audio_buffer.commit':
        return commit(event['event_id'])
      default:
        return send({
          type: 'error',
          error: { type: 'invalid_request_error', code: 'unknown', message: 'unknown event' },
        })
    }
  })
  send({ type: 'session.created', session: { type: 'transcription' } })
}
