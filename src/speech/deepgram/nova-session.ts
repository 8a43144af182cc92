import { SpeechError } from '../speech-error.ts'
import { openVendorSocket } from '../vendor-socket.ts'
import type { Words, WordsStream } from '../words.ts'
import { deepgram, deepgramHeaders, deepgramUrl } from './account.ts'
import type { DeepgramAccount } from './account.ts'
import { bytesASecond, EarTurns, saidIn } from './ear-turns.ts'
import type { EarTurn } from './ear-turns.ts'
import { novaResults } from './nova-message.ts'
import type { NovaResults } from './nova-message.ts'

/** What a session listens for; it cannot be told otherwise later. */
export interface NovaHearing {
  readonly model: string
  /** BCP 47, as Deepgram names it. */
  readonly language: string
  readonly keyterms: readonly string[]
}

export interface NovaLimits {
  /** From the end of a turn to its final words: published p99 is 350 ms. Then what was understood so far is final. */
  readonly finalWithinMs: number
}

/** One socket with what was said on it. */
export interface NovaSession extends Omit<WordsStream, 'expect'> {
  /** Words of some turn are still to come. */
  readonly isBusy: boolean
}

export interface NovaListener {
  readonly onWords: (words: Words) => void
  /** Once, unless it was closed from here. */
  readonly onFailure: (error: SpeechError) => void
}

/** Without audio and without this for 10 s the socket is closed. https://developers.deepgram.com/docs/audio-keep-alive */
const keepAliveMs = 4000
/** A segment's end and our own count of bytes differ by less. */
const toleranceBytes = 400
/** How long the silence behind the last sound is waited for. */
const restMs = 150

/** Resolves when there is a socket; rejects with SpeechError. */
export async function openNovaSession(
  account: DeepgramAccount,
  { model, language, keyterms }: NovaHearing,
  listener: NovaListener,
  { finalWithinMs }: NovaLimits,
): Promise<NovaSession> {
  const turns = new EarTurns()
  const timers = new Map<EarTurn, NodeJS.Timeout>()
  /** How much had been sent when results were asked for, oldest first. */
  const asked: number[] = []
  let sentBytes = 0
  let settledBytes = 0
  let answered = true
  let closed = false
  const url = deepgramUrl(account, '/v1/listen', true)
  url.search = new URLSearchParams([
    ['model', model],
    ['language', language],
    ['encoding', 'mulaw'],
    ['sample_rate', `${bytesASecond}`],
    ['interim_results', 'true'],
    // Our own voice activity says when a turn is over; this only settles words early.
    ['endpointing', '300'],
    ...keyterms.map((term): [string, string] => ['keyterm', term]),
  ]).toString()
  const socket = await openVendorSocket({
    vendor: deepgram,
    url,
    headers: deepgramHeaders(account),
    onMessage: (message) => {
      answered = true
      const results = novaResults(message)
      if (results !== null) take(results)
    },
    onLost: giveUp,
  })
  let keepAlive = setInterval(sayAlive, keepAliveMs)

  function sayAlive(): void {
    socket.send({ type: 'KeepAlive' })
  }

  function take({ untilSeconds, isFinal, fromFinalize, said }: NovaResults): void {
    const turn = turns.at(untilSeconds)
    if (isFinal) settledBytes = Math.max(settledBytes, untilSeconds * bytesASecond)
    if (fromFinalize) settledBytes = Math.max(settledBytes, asked.shift() ?? 0)
    if (turn !== null && turn.state !== 'over') {
      turn.current = isFinal ? null : said
      if (isFinal && said !== null) turn.settled.push(said)
      const hypotheses = saidIn(turn)
      if (said !== null && turn.state === 'open') listener.onWords({ turn: turn.number, hypotheses, final: false })
    }
    for (const awaited of turns.awaited) settle(awaited)
  }

  /** The voice's last sound is settled: what lies behind it is most likely silence, for which no answer need come. */
  function settle(turn: EarTurn): void {
    if (isSettled(turn.to)) finish(turn)
    else if (turn.pausedAt !== null && isSettled(turn.pausedAt) && !turn.forced) {
      turn.forced = true
      wait(turn, restMs, () => finish(turn))
    }
  }

  function isSettled(bytes: number): boolean {
    return settledBytes >= bytes - toleranceBytes
  }

  function wait(turn: EarTurn, ms: number, then: () => void): void {
    clearTimeout(timers.get(turn))
    timers.set(turn, setTimeout(then, ms))
  }

  function finish(turn: EarTurn): void {
    clearTimeout(timers.get(turn))
    timers.delete(turn)
    turn.state = 'over'
    if (!closed) listener.onWords({ turn: turn.number, hypotheses: saidIn(turn), final: true })
  }

  /** Asks for what has been sent to be settled. https://developers.deepgram.com/docs/finalize */
  function finalize(): void {
    asked.push(sentBytes)
    socket.send({ type: 'Finalize' })
  }

  function isLate(turn: EarTurn): void {
    if (answered) finish(turn)
    else giveUp(new SpeechError('timeout', `Deepgram: told nothing within ${finalWithinMs} ms of a turn`))
  }

  /** Turns without final words are not told of: they are said again to the next stream. */
  function giveUp(error: SpeechError): void {
    if (closed) return
    end()
    listener.onFailure(error)
  }

  function end(): void {
    closed = true
    clearInterval(keepAlive)
    for (const timer of timers.values()) clearTimeout(timer)
    timers.clear()
    socket.close({ type: 'CloseStream' })
  }

  function cancelTurn(): void {
    const turn = turns.open
    if (turn === null) return
    turn.state = 'over'
    // Its words are not to be in one segment with those of the next turn.
    if (sentBytes > turn.from) finalize()
  }

  return {
    get isBusy() {
      return turns.open !== null || turns.awaited.length > 0
    },
    startTurn(number) {
      cancelTurn()
      if (!closed) turns.start(number, sentBytes)
    },
    audio(frame) {
      if (turns.open === null || frame.length === 0) return
      // From the first audio that nothing has been told of.
      if (turns.open.from === sentBytes) answered = false
      socket.sendAudio(frame)
      sentBytes += frame.length
      clearInterval(keepAlive)
      keepAlive = setInterval(sayAlive, keepAliveMs)
    },
    pause() {
      const turn = turns.open
      if (turn === null || sentBytes === turn.from) return
      turn.pausedAt = sentBytes
      finalize()
    },
    endTurn() {
      const turn = turns.open
      if (turn === null) return
      turn.state = 'ended'
      turn.to = sentBytes
      if (turn.from === sentBytes) return finish(turn)
      finalize()
      wait(turn, finalWithinMs, () => isLate(turn))
      settle(turn)
    },
    cancelTurn,
    close: end,
  }
}
