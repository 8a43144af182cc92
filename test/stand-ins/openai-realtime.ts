import type { WebSocket } from 'ws'
import { eventFault } from './openai-realtime-rules.ts'
import type { ClientFault } from './openai-realtime-rules.ts'
import { wordsIn } from './written-audio.ts'

/** What the stand-in was sent, a session a socket. */
export interface RealtimeLog {
  readonly sessions: RealtimeSession[]
}

export interface RealtimeSession {
  readonly events: Readonly<Record<string, unknown>>[]
  /** What it was told that the vendor would not have taken: code and parameter. A well-behaved client has none. */
  readonly faults: string[]
  /** What holds of the input, after all updates: an update leaves alone what it does not name. */
  input: Readonly<Record<string, unknown>>
  /** Bytes of audio that were appended. */
  audioBytes: number
  readonly socket: WebSocket
  /** Endings that were held back, in order: call one to send it. */
  readonly held: (() => void)[]
}

/** What becomes of a committed turn, given the words that were spoken in it. */
export type Transcriber = (text: string) => {
  readonly deltas: readonly string[]
  /**
   * `dropped`: the socket is lost instead. `held`: completed when the test says so. `none`: never. `stalled`: nothing more is
   * said on this socket. `malformed`: what is no JSON. `quota`: failed for want of credit.
   */
  readonly ending: 'completed' | 'failed' | 'dropped' | 'held' | 'none' | 'stalled' | 'malformed' | 'quota'
}

export interface RealtimeHabits {
  readonly transcribe: Transcriber
  /** Each event comes so much later. */
  readonly slowMs: number
  /** Models that do not tell how sure they are. */
  readonly tellsLogprobs: boolean
}

/** The shortest turn that is taken. */
const leastMs = 100

/**
 * A realtime transcription session: strict about each event, and about their order. Until it is told of mu-law it takes
 * audio for 24 kHz PCM, in which nobody's words are to be found. The audio has its words written in it.
 */
export function serveRealtime(socket: WebSocket, log: RealtimeLog, habits: RealtimeHabits): void {
  const session: RealtimeSession = { events: [], faults: [], input: {}, audioBytes: 0, socket, held: [] }
  log.sessions.push(session)
  let buffer = Buffer.alloc(0)
  let items = 0
  let events = 0
  let previous: string | null = null
  let wantsLogprobs = false
  let isStalled = false
  const say = (event: Record<string, unknown>): void => {
    if (isStalled) return
    const text = JSON.stringify({ event_id: `event_${++events}`, ...event })
    if (habits.slowMs > 0) setTimeout(() => socket.send(text), habits.slowMs)
    else socket.send(text)
  }
  const about = (item: string, what: string, more: Record<string, unknown>): void =>
    say({ type: `conversation.item.input_audio_transcription.${what}`, item_id: item, content_index: 0, ...more })
  const refuse = ({ code, message, param }: ClientFault, eventId: unknown): void => {
    session.faults.push(`${code} ${param ?? ''}`.trim())
    say({ type: 'error', error: { type: 'invalid_request_error', code, message, param, event_id: eventId ?? null } })
  }
  const isMulaw = (): boolean => (session.input['format'] as { type?: unknown } | undefined)?.type === 'audio/pcmu'

  const commit = (eventId: unknown): void => {
    const audio = buffer
    buffer = Buffer.alloc(0)
    const ms = audio.length / (isMulaw() ? 8 : 48)
    if (ms < leastMs)
      return refuse(
        {
          code: 'input_audio_buffer_commit_empty',
          message: `Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has ${ms.toFixed(2)}ms of audio.`,
          param: null,
        },
        eventId,
      )
    const item = `item_${log.sessions.indexOf(session)}_${++items}`
    const { deltas, ending } = habits.transcribe(isMulaw() ? wordsIn(audio) : '')
    if (ending === 'dropped') return socket.terminate()
    if (ending === 'malformed') return socket.send('{"type":"input_audio_buffer.committed",')
    if (ending === 'stalled') isStalled = true
    say({ type: 'input_audio_buffer.committed', item_id: item, previous_item_id: previous })
    const content = [{ type: 'input_audio', transcript: null }]
    say({
      type: 'conversation.item.added',
      previous_item_id: previous,
      item: { id: item, type: 'message', object: 'realtime.item', status: 'completed', role: 'user', content },
    })
    previous = item
    for (const delta of deltas) about(item, 'delta', { delta })
    const transcript = deltas.join('')
    const logprobs = wantsLogprobs ? { logprobs: [{ token: transcript, logprob: -0.1, bytes: [] }] } : {}
    const complete = (): void =>
      about(item, 'completed', { transcript, usage: { type: 'duration', seconds: ms / 1000 }, ...logprobs })
    if (ending === 'completed') complete()
    if (ending === 'failed')
      about(item, 'failed', { error: { type: 'server_error', code: 'server_error', message: 'no' } })
    if (ending === 'quota')
      about(item, 'failed', { error: { type: 'insufficient_quota', code: 'insufficient_quota', message: 'no' } })
    if (ending === 'held') session.held.push(complete)
  }

  const update = (told: Record<string, unknown>, eventId: unknown): void => {
    const { audio, include } = told as { audio?: { input?: Record<string, unknown> }; include?: readonly string[] }
    if (include !== undefined && include.length > 0 && !habits.tellsLogprobs)
      return refuse(
        { code: 'invalid_value', message: 'Logprobs are not supported.', param: 'session.include[0]' },
        eventId,
      )
    wantsLogprobs = include === undefined ? wantsLogprobs : include.length > 0
    const { transcription, ...input } = audio?.input ?? {}
    const before = session.input['transcription'] as object | undefined
    session.input = {
      ...session.input,
      ...input,
      ...(transcription === undefined ? {} : { transcription: transcription && { ...before, ...transcription } }),
    }
    return say({
      type: 'session.updated',
      session: { type: 'transcription', object: 'realtime.transcription_session', audio: { input: session.input } },
    })
  }

  socket.on('message', (data: Buffer, isBinary) => {
    // What the vendor says to these two is not published; that they are refused is.
    if (isBinary) return refuse({ code: 'invalid_message', message: 'Text frames only.', param: null }, null)
    const event = objectIn(data)
    if (event === null) return refuse({ code: 'invalid_json', message: 'No JSON object.', param: null }, null)
    session.events.push(event)
    const fault = eventFault(event)
    if (fault !== null) return refuse(fault, event['event_id'])
    switch (event['type']) {
      case 'session.update':
        return update(event['session'] as Record<string, unknown>, event['event_id'])
      case 'input_audio_buffer.append': {
        const audio = Buffer.from(String(event['audio']), 'base64')
        session.audioBytes += audio.length
        buffer = Buffer.concat([buffer, audio])
        return undefined
      }
      case 'input_audio_buffer.clear':
        buffer = Buffer.alloc(0)
        return say({ type: 'input_audio_buffer.cleared' })
      default:
        return commit(event['event_id'])
    }
  })
  say({ type: 'session.created', session: { type: 'transcription', object: 'realtime.transcription_session' } })
}

function objectIn(data: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(data.toString())
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
