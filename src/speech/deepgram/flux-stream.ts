import { SpeechError } from '../speech-error.ts'
import { openVendorSocket } from '../vendor-socket.ts'
import type { VendorSocket } from '../vendor-socket.ts'
import type { Words, WordsOptions, WordsStream } from '../words.ts'
import { deepgram, deepgramHeaders, deepgramUrl } from './account.ts'
import type { DeepgramAccount } from './account.ts'
import { bytesASecond, saidIn } from './ear-turns.ts'
import type { EarTurn } from './ear-turns.ts'
import { turnInfo } from './flux-message.ts'
import type { TurnInfo } from './flux-message.ts'
import { configure, fluxModel, fluxQuery } from './flux-settings.ts'
import { FluxTurns } from './flux-turns.ts'

export interface FluxLimits {
  /** From our end of a turn to Flux's: published p99 of final words is 350 ms. Then what was understood so far is final. */
  readonly finalWithinMs: number
  /** A stream on which audio was sent and that tells nothing for so long has stalled: an update comes each 250 ms. */
  readonly stalledMs: number
}

const openMs = 5000
/** Silence after the end of a turn whose last sound has not been transcribed: Flux ends a turn on what it has transcribed. */
const padding = new Uint8Array(320 * 8).fill(0xff)
/** The longest that Flux is given to catch up with the caller's last sound. */
const catchUpMs = 250
/** Flux tells of each 250 ms of audio. https://developers.deepgram.com/docs/flux/state */
const updateBytes = 2000

const endOfTurn = { EagerEndOfTurn: 'eager', TurnResumed: 'resumed', EndOfTurn: 'end' } as const

/**
 * One call's words from Flux. Flux has turns of its own: what it thinks of their ends is told with the words, and where our
 * grammar knows better its turn is ended by force. A lost or stalled socket is the stream's end: whoever opened it has the
 * audio that counts. Rejects with SpeechError.
 */
export async function openFluxStream(
  account: DeepgramAccount,
  call: WordsOptions,
  limits: FluxLimits,
): Promise<WordsStream> {
  const turns = new FluxTurns()
  const timers = new Map<EarTurn, NodeJS.Timeout>()
  const model = fluxModel(call.language, account.fluxModel)
  const url = deepgramUrl(account, '/v2/listen', true)
  url.search = fluxQuery(model, call.language).toString()
  let sentBytes = 0
  let transcribedBytes = 0
  /** When something was told last, or was last not missed. */
  let toldAt = performance.now()
  let told = ''
  let isOpen = false
  let closed = false

  let socket: VendorSocket | null = null

  const connected = Promise.withResolvers<undefined>()
  // Whoever opens is told by the socket's own rejection where that comes first.
  connected.promise.catch(() => {})
  const late = setTimeout(() => giveUp(new SpeechError('timeout', 'Deepgram: no session')), openMs)
  try {
    socket = await openVendorSocket({
      vendor: deepgram,
      url,
      headers: deepgramHeaders(account),
      onMessage: receive,
      onLost: giveUp,
      openMs,
    })
    await connected.promise
  } finally {
    clearTimeout(late)
  }
  isOpen = true

  function receive(message: Readonly<Record<string, unknown>>): void {
    toldAt = performance.now()
    if (message['type'] === 'Connected') return connected.resolve(undefined)
    if (message['type'] === 'Error') return giveUp(fatal(message['code']))
    const info = turnInfo(message)
    if (info !== null) take(info)
  }

  function take(info: TurnInfo): void {
    transcribedBytes = Math.max(transcribedBytes, info.untilSeconds * bytesASecond)
    const turn = turns.take(info)
    if (turn !== null && turn.state !== 'over') heard(turn, info)
    // Nobody is in a turn that Flux has begun: it would swallow the words of the next.
    const isNobodys = turn === null || turn.state === 'over' || turn.forced
    if (info.event === 'StartOfTurn' && isNobodys) force()
    for (const awaited of turns.awaited) {
      if (isTranscribed(awaited.to) && !turns.isInProgress) finish(awaited)
      else if (transcribedBytes >= (awaited.pausedAt ?? 0) && !awaited.forced) forceEnd(awaited)
    }
  }

  function heard(turn: EarTurn, { event }: TurnInfo): void {
    if (event === 'EndOfTurn' && turn.state === 'ended') {
      // One that it ended by itself meanwhile may have words behind it.
      if (turn.forced || transcribedBytes >= (turn.pausedAt ?? 0)) finish(turn)
      return
    }
    const hypotheses = saidIn(turn)
    if (event === 'StartOfTurn' || event === 'Update') {
      if (hypotheses.length > 0) tell({ turn: turn.number, hypotheses, final: false })
    } else tell({ turn: turn.number, hypotheses, final: event === 'EndOfTurn', endOfTurn: endOfTurn[event] })
  }

  function tell(words: Words): void {
    if (!closed) call.onWords(words)
  }

  function finish(turn: EarTurn): void {
    clearTimeout(timers.get(turn))
    timers.delete(turn)
    turn.state = 'over'
    tell({ turn: turn.number, hypotheses: saidIn(turn), final: true })
  }

  /** Ignored where no turn of Flux's is in progress. https://developers.deepgram.com/docs/flux/force-end-turn */
  function force(): void {
    socket?.send({ type: 'ForceEndTurn' })
  }

  function send(audio: Uint8Array): void {
    socket?.sendAudio(audio)
    sentBytes += audio.length
    if (isTranscribed(sentBytes - updateBytes)) toldAt = performance.now()
    else if (performance.now() - toldAt > limits.stalledMs) stalled()
  }

  /** As far as Flux tells: it says nothing of the last 250 ms. */
  function isTranscribed(bytes: number): boolean {
    return transcribedBytes >= bytes - updateBytes
  }

  function stalled(): void {
    giveUp(new SpeechError('timeout', `Deepgram: told nothing for ${limits.stalledMs} ms of audio`))
  }

  /** Turns without final words are not told of: they are said again to the next stream. */
  function giveUp(error: SpeechError): void {
    connected.reject(error)
    if (closed) return
    end()
    if (isOpen) call.onFailure(error)
  }

  function end(): void {
    closed = true
    for (const timer of timers.values()) clearTimeout(timer)
    timers.clear()
    socket?.close({ type: 'CloseStream' })
  }

  function forceEnd(turn: EarTurn): void {
    turn.forced = true
    force()
    wait(turn, limits.finalWithinMs, () => isLate(turn))
  }

  function wait(turn: EarTurn, ms: number, then: () => void): void {
    clearTimeout(timers.get(turn))
    timers.set(turn, setTimeout(then, ms))
  }

  function isLate(turn: EarTurn): void {
    if (transcribedBytes >= (turn.pausedAt ?? turn.to)) finish(turn)
    else stalled()
  }

  function cancelTurn(): void {
    const turn = turns.open
    if (turn === null) return
    turn.state = 'over'
    force()
  }

  return {
    expect(expected) {
      const message = configure(expected)
      const text = JSON.stringify(message)
      if (text === told) return
      told = text
      socket?.send(message)
    },
    startTurn(number) {
      cancelTurn()
      if (!closed) turns.start(number, sentBytes)
    },
    audio(frame) {
      if (turns.open !== null && frame.length > 0) send(frame)
    },
    pause() {
      if (turns.open !== null) turns.open.pausedAt = sentBytes
    },
    endTurn() {
      const turn = turns.open
      if (turn === null) return
      turn.state = 'ended'
      turn.pausedAt ??= sentBytes
      // Flux has ended it by itself, and has not heard the caller go on.
      const isOver = !turns.isInProgress && turn.settled.length > 0 && transcribedBytes >= turn.pausedAt
      if (turn.from === sentBytes || isOver) return finish(turn)
      const isHeard = turns.isInProgress && transcribedBytes >= turn.pausedAt
      if (!isHeard) send(padding)
      turn.to = sentBytes
      if (isHeard) forceEnd(turn)
      else wait(turn, catchUpMs, () => forceEnd(turn))
    },
    cancelTurn,
    close: end,
  }
}

function fatal(code: unknown): SpeechError {
  const named = typeof code === 'string' && /^[A-Z_]{1,60}$/u.test(code) ? code : 'an error'
  return new SpeechError('unavailable', `Deepgram: ${named}`)
}
