import { createStreamsPort } from '../streams-port.ts'
import type { WordsOptions, WordsPort, WordsStream } from '../words.ts'
import type { DeepgramAccount } from './account.ts'
import { keyterms } from './keyterms.ts'
import { openNovaSession } from './nova-session.ts'
import type { NovaHearing, NovaLimits, NovaSession } from './nova-session.ts'

/** DEEPGRAM_NOVA_MODEL changes it. */
const defaultModel = 'nova-3'
/** Regions that it tells apart. https://developers.deepgram.com/docs/models-languages-overview */
const regional = new Set(['en-US', 'en-AU', 'en-GB', 'en-IN', 'en-NZ', 'fr-CA', 'pt-BR', 'pt-PT', 'es-419', 'de-CH'])

/** Deepgram's older interface, for languages that Flux does not speak. It has no turn events. */
export function createNovaWords(account: DeepgramAccount, limits: Partial<NovaLimits> = {}): WordsPort {
  const model = account.novaModel ?? defaultModel
  return createStreamsPort({
    name: `Deepgram ${model}`,
    batchMs: 80,
    open: (call) => openNovaStream(account, call, model, { finalWithinMs: 1000, ...limits }),
  })
}

/** The words that are likely can only be named when a socket is opened: where they change, another is opened meanwhile. */
async function openNovaStream(
  account: DeepgramAccount,
  call: WordsOptions,
  model: string,
  limits: NovaLimits,
): Promise<WordsStream> {
  let hearing: NovaHearing = { model, language: languageOf(call.language), keyterms: [] }
  let next: NovaSession | null = null
  let closed = false
  /** Only the newest of several that are being opened is used. */
  let opening = 0
  const open = (wanted: NovaHearing, onFailure: (error: Error) => void): Promise<NovaSession> =>
    openNovaSession(account, wanted, { onWords: call.onWords, onFailure }, limits)

  const fail = (error: Error): void => {
    if (!closed) {
      close()
      call.onFailure(error)
    }
  }
  let session = await open(hearing, fail)

  function use(): void {
    if (next === null || session.isBusy) return
    session.close()
    session = next
    next = null
  }

  async function replace(): Promise<void> {
    opening += 1
    const mine = opening
    const opened = await open(hearing, (error) => {
      if (session === opened) fail(error)
      else if (next === opened) next = null
    })
    if (closed || mine !== opening) return opened.close()
    next?.close()
    next = opened
    use()
  }

  function close(): void {
    closed = true
    next?.close()
    session.close()
  }

  return {
    expect({ keywords }) {
      const wanted = keyterms(keywords)
      if (wanted.join('\n') === hearing.keyterms.join('\n')) return
      hearing = { ...hearing, keyterms: wanted }
      // Where it fails the present one goes on, and knows less of what is likely.
      replace().catch(() => {})
    },
    startTurn(number) {
      use()
      session.startTurn(number)
    },
    audio: (frame) => session.audio(frame),
    pause: () => session.pause(),
    endTurn: () => session.endTurn(),
    cancelTurn: () => session.cancelTurn(),
    close,
  }
}

function languageOf(language: string): string {
  return regional.has(language) ? language : new Intl.Locale(language).language
}
