import type { RealtimeServerEvent } from 'openai/resources/realtime/realtime'
import type { Hypothesis } from '../../../engine/answers/answer.ts'
import { SpeechError } from '../speech-error.ts'
import type { WordsOptions, WordsStream } from '../words.ts'
import { openTranscription } from './transcription-session.ts'
import type { Hearing, TranscriptionSession } from './transcription-session.ts'
import { PendingTurns } from './turns.ts'
import type { PendingTurn } from './turns.ts'

export interface StreamSettings {
  readonly model: string
  /** After the end of a turn, what has been understood by then is final: published p99 is 1.7–2.0 s. */
  readonly finalWithinMs: number
}

/** OpenAI refuses to commit less: 100 ms. */
const leastBytes = 800
/** A turn's audio is sent again this often; then the trouble is not the socket's. */
const mostResent = 2
/** Turns in a row that could not be transcribed, until another session may do better. */
const mostFailed = 2

/** Resolves when there is a session; rejects with SpeechError. A lost socket is replaced once, with the audio that counts. */
export async function openWordsStream(
  account: { readonly apiKey: string; readonly baseUrl: string | null },
  call: WordsOptions,
  { model, finalWithinMs }: StreamSettings,
): Promise<WordsStream> {
  const turns = new PendingTurns()
  const timers = new Map<PendingTurn, NodeJS.Timeout>()
  let hearing: Hearing = { model, language: call.language, keywords: [], types: [] }
  let session: TranscriptionSession | null = null
  let failedInARow = 0
  let closed = false

  const connect = async (): Promise<void> => {
    const opened = await openTranscription(account, hearing, { onEvent: take, onLost: (error) => void replace(error) })
    if (closed) return opened.close()
    session = opened
  }

  function take(event: RealtimeServerEvent): void {
    switch (event.type) {
      case 'input_audio_buffer.committed':
        return turns.name(event.item_id)
      case 'conversation.item.input_audio_transcription.delta': {
        const turn = turns.of(event.item_id)
        if (!turn) return
        turn.text += event.delta ?? ''
        return call.onWords({ turn: turn.number, hypotheses: hypotheses(turn.text), final: false })
      }
      case 'conversation.item.input_audio_transcription.completed': {
        const turn = turns.of(event.item_id)
        if (!turn) return
        failedInARow = 0
        return finish(turn, hypotheses(event.transcript, event.logprobs))
      }
      case 'conversation.item.input_audio_transcription.failed': {
        const turn = turns.of(event.item_id)
        if (!turn) return
        finish(turn, [])
        if (++failedInARow >= mostFailed) giveUp(new SpeechError('unavailable', 'OpenAI: transcription failed twice'))
        return
      }
      case 'error': {
        // Only commits have an id of ours: that turn has no words.
        const turn = turns.numbered(Number(/^turn-(\d+)$/u.exec(event.error.event_id ?? '')?.[1] ?? NaN))
        if (!turn) return
        turns.refused(turn)
        return finish(turn, [])
      }
      default:
        return
    }
  }

  function finish(turn: PendingTurn, words: readonly Hypothesis[]): void {
    clearTimeout(timers.get(turn))
    timers.delete(turn)
    turns.remove(turn)
    if (!closed) call.onWords({ turn: turn.number, hypotheses: words, final: true })
  }

  async function replace(error: SpeechError): Promise<void> {
    session = null
    turns.forgetNames()
    if (turns.all.some((turn) => ++turn.resent > mostResent)) return giveUp(error)
    try {
      await connect()
    } catch (again) {
      return giveUp(again instanceof SpeechError ? again : error)
    }
    const replaced = session as TranscriptionSession | null
    // Closed in the meantime.
    if (!replaced) return
    for (const turn of turns.all) {
      if (turn.frames.length > 0) replaced.append(Buffer.concat(turn.frames))
      if (turn.ended) commit(turn)
    }
  }

  function commit(turn: PendingTurn): void {
    session?.commit(`turn-${turn.number}`)
    if (session) turns.committed(turn)
  }

  function giveUp(error: SpeechError): void {
    if (closed) return
    for (const turn of turns.all) if (turn.ended) finish(turn, [])
    end()
    call.onFailure(error)
  }

  function end(): void {
    closed = true
    for (const timer of timers.values()) clearTimeout(timer)
    timers.clear()
    session?.close()
    session = null
  }

  function cancelTurn(): void {
    const turn = turns.open
    if (!turn) return
    turns.remove(turn)
    session?.clear()
  }

  await connect()
  return {
    expect({ keywords, language, types = [] }) {
      const next = { model, language, keywords, types }
      if (JSON.stringify(next) === JSON.stringify(hearing)) return
      hearing = next
      session?.hear(hearing)
    },
    startTurn(number) {
      cancelTurn()
      if (!closed) turns.start(number)
    },
    audio(frame) {
      const turn = turns.open
      if (!turn || frame.length === 0) return
      turns.keep(turn, frame)
      session?.append(frame)
    },
    // The model transcribes as it hears: nothing is to be asked for early.
    pause() {},
    endTurn() {
      const turn = turns.open
      if (!turn) return
      turn.ended = true
      if (turn.bytes < leastBytes) {
        session?.clear()
        return finish(turn, [])
      }
      commit(turn)
      timers.set(
        turn,
        setTimeout(() => finish(turn, hypotheses(turn.text)), finalWithinMs),
      )
    },
    cancelTurn,
    close: end,
  }
}

function hypotheses(text: string, logprobs?: readonly { readonly logprob: number }[] | null): Hypothesis[] {
  const said = text.trim()
  if (said === '') return []
  const sum = (logprobs ?? []).reduce((sum, { logprob }) => sum + logprob, 0)
  return [{ text: said, confidence: logprobs?.length ? Math.exp(sum / logprobs.length) : 1 }]
}
