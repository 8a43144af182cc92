import type { RealtimeServerEvent } from 'openai/resources/realtime/realtime'
import type { Hypothesis } from '../../../engine/answers/answer.ts'
import { SpeechError } from '../speech-error.ts'
import type { WordsOptions, WordsStream } from '../words.ts'
import { openTranscription } from './transcription-session.ts'
import type { TranscriptionSession } from './transcription-session.ts'
import type { Hearing } from './session-update.ts'
import { PendingTurns } from './turns.ts'
import type { PendingTurn } from './turns.ts'

export interface StreamSettings {
  readonly model: string
  /** After the end of a turn, what has been understood by then is final: published p99 is 1.7–2.0 s. */
  readonly finalWithinMs: number
  /** From a commit until it is acknowledged: a session that does not has stalled. */
  readonly committedWithinMs: number
  /** See `openTranscription`. */
  readonly pingMs?: number
}

/** OpenAI refuses to commit less: 100 ms. */
const leastBytes = 800
/** A turn's audio is sent again this often; then the trouble is not the socket's. */
const mostResent = 2
/** In the middle of a call a new socket is not waited for any longer: the next provider may be quicker. */
const replacedWithinMs = 1500

/**
 * Resolves when there is a session; rejects with SpeechError. A lost socket is replaced, with the audio that counts. Of turns
 * whose final words have not come when it fails nothing is told: whoever opened it says them again to the next stream.
 */
export async function openWordsStream(
  account: { readonly apiKey: string; readonly baseUrl: string | null },
  call: WordsOptions,
  { model, finalWithinMs, committedWithinMs, ...sockets }: StreamSettings,
): Promise<WordsStream> {
  const turns = new PendingTurns()
  const timers = new Map<PendingTurn, NodeJS.Timeout>()
  let hearing: Hearing = { model, language: call.language, keywords: [], types: [] }
  let session: TranscriptionSession | null = null
  let closed = false

  const connect = async (openMs?: number): Promise<void> => {
    const listener = { onEvent: take, onLost: (error: SpeechError) => void replace(error) }
    const opened = await openTranscription(
      account,
      hearing,
      listener,
      openMs === undefined ? sockets : { ...sockets, openMs },
    )
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
        return finish(turn, hypotheses(event.transcript, event.logprobs))
      }
      case 'conversation.item.input_audio_transcription.failed': {
        const turn = turns.of(event.item_id)
        if (!turn) return
        if (isOutOfCredit(event.error)) return giveUp(outOfCredit())
        // While the caller speaks, what is sent again would be in the same turn as their words.
        if (turns.open !== null || turn.resent >= mostResent)
          return giveUp(new SpeechError('unavailable', 'OpenAI: a turn could not be transcribed'))
        turns.again(turn)
        return sendAgain(turn)
      }
      case 'error': {
        if (isOutOfCredit(event.error)) return giveUp(outOfCredit())
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
    forgetTimers()
    if (turns.all.some((turn) => ++turn.resent > mostResent)) return giveUp(error)
    try {
      await connect(replacedWithinMs)
    } catch (again) {
      return giveUp(again instanceof SpeechError ? again : error)
    }
    const replaced = session as TranscriptionSession | null
    // Closed in the meantime.
    if (!replaced) return
    for (const turn of turns.all) sendAgain(turn)
  }

  function sendAgain(turn: PendingTurn): void {
    if (turn.frames.length > 0) session?.append(Buffer.concat(turn.frames))
    if (turn.ended) commit(turn)
  }

  function commit(turn: PendingTurn): void {
    // Without a socket it is committed on the next one.
    if (session === null) return
    session.commit(`turn-${turn.number}`)
    turns.committed(turn)
    const committedMs = Math.min(committedWithinMs, finalWithinMs)
    wait(turn, committedMs, () => {
      if (turn.item === null) return stalled(turn)
      wait(turn, finalWithinMs - committedMs, () =>
        turn.text === '' ? stalled(turn) : finish(turn, hypotheses(turn.text)),
      )
    })
  }

  function wait(turn: PendingTurn, ms: number, then: () => void): void {
    clearTimeout(timers.get(turn))
    timers.set(turn, setTimeout(then, ms))
  }

  function stalled(turn: PendingTurn): void {
    giveUp(new SpeechError('timeout', `OpenAI: ${turn.item === null ? 'a turn was not taken' : 'no words of a turn'}`))
  }

  function giveUp(error: SpeechError): void {
    if (closed) return
    end()
    call.onFailure(error)
  }

  function forgetTimers(): void {
    for (const timer of timers.values()) clearTimeout(timer)
    timers.clear()
  }

  function end(): void {
    closed = true
    forgetTimers()
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
    },
    cancelTurn,
    close: end,
  }
}

/** Any other code may pass. https://developers.openai.com/api/docs/guides/error-codes */
function isOutOfCredit({ code, type }: { readonly code?: string | null; readonly type?: string }): boolean {
  return code === 'insufficient_quota' || type === 'insufficient_quota'
}

function outOfCredit(): SpeechError {
  return new SpeechError('refused', 'OpenAI: insufficient_quota: the account has no credit left')
}

function hypotheses(text: string, logprobs?: readonly { readonly logprob: number }[] | null): Hypothesis[] {
  const said = text.trim()
  if (said === '') return []
  const sum = (logprobs ?? []).reduce((sum, { logprob }) => sum + logprob, 0)
  return [{ text: said, confidence: logprobs?.length ? Math.exp(sum / logprobs.length) : 1 }]
}
