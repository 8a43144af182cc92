import type { SessionUpdateEvent } from 'openai/resources/realtime/realtime'

/** What a session is told to listen for. */
export interface Hearing {
  readonly model: string
  /** BCP 47. */
  readonly language: string
  readonly keywords: readonly string[]
  /** Of the slots that are asked for. */
  readonly types: readonly string[]
}

/** More would crowd out the audio: the API names no limit. */
const mostKeywords = 100

/**
 * What tells a session to listen for it. No turn detection: our own voice activity and grammar say when a turn is over. An
 * update leaves alone what it does not name, so that what was told `before`, and holds no longer, is cleared by name.
 * https://developers.openai.com/api/reference/resources/realtime/client-events
 */
export function sessionUpdate(hearing: Hearing, before: Hearing | null, withLogprobs: boolean): SessionUpdateEvent {
  return {
    type: 'session.update',
    session: {
      type: 'transcription',
      audio: {
        input: {
          format: { type: 'audio/pcmu' },
          noise_reduction: { type: 'near_field' },
          transcription: {
            model: hearing.model,
            language: new Intl.Locale(hearing.language).language,
            ...hints(hearing, before),
          },
          turn_detection: null,
        },
      },
      ...(withLogprobs ? { include: ['item.input_audio_transcription.logprobs' as const] } : {}),
    },
  }
}

/** As the SDK's typings have it for each model: words where it takes them, else a prompt that names them, else nothing. */
function hints(
  { model, keywords, types }: Hearing,
  before: Hearing | null,
): { readonly keywords?: string[]; readonly prompt?: string } {
  const takesKeywords = model === 'gpt-transcribe' || model === 'gpt-live-transcribe'
  const takesPrompt = model !== 'gpt-realtime-whisper' && !model.endsWith('-diarize')
  const words = keywords.slice(0, mostKeywords)
  const prompt = [
    types.length > 0 ? `A caller on the telephone is asked for: ${types.join(', ')}.` : '',
    !takesKeywords && words.length > 0 ? `Likely words: ${words.join(', ')}.` : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
  return {
    ...(takesKeywords && (words.length > 0 || before !== null) ? { keywords: words } : {}),
    ...(takesPrompt && (prompt !== '' || before !== null) ? { prompt } : {}),
  }
}
