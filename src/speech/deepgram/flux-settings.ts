import { SpeechError } from '../speech-error.ts'
import type { WordsStream } from '../words.ts'
import { keyterms } from './keyterms.ts'

/** What `flux-general-multi` speaks. https://developers.deepgram.com/docs/flux/language-prompting */
const multilingual: ReadonlySet<string> = new Set(['en', 'es', 'fr', 'de', 'hi', 'ru', 'pt', 'ja', 'it', 'nl'])

/** A caller who reads a code out pauses in the middle of it: Flux is to be surer that this was all. */
const readOut: ReadonlySet<string> = new Set(['digits', 'phone', 'postcode', 'spelled', 'email'])

/** Flux's own default, and what it takes before a code is over. Of 0.5–0.9. */
const surely = { usual: 0.7, readOut: 0.85 }
/** When Flux may tell that a turn might be over: a decision is begun early then. Of 0.3–0.9. */
const eagerly = 0.5
/** Silence that ends a turn whatever Flux thinks of it, in milliseconds: ours are ended long before by our own rules. */
const timeoutMs = 5000

/** The model for a language; throws SpeechError where there is none. */
export function fluxModel(language: string, chosen: string | null): string {
  const { language: base } = new Intl.Locale(language)
  const model = chosen ?? (base === 'en' ? 'flux-general-en' : 'flux-general-multi')
  const speaks = model === 'flux-general-en' ? base === 'en' : model !== 'flux-general-multi' || multilingual.has(base)
  if (!speaks) throw new SpeechError('unsupported_language', `Deepgram: ${model} does not understand "${language}"`)
  return model
}

/** The query of a stream. https://developers.deepgram.com/docs/flux/configuration */
export function fluxQuery(model: string, language: string): URLSearchParams {
  const query = new URLSearchParams({
    model,
    encoding: 'mulaw',
    sample_rate: '8000',
    eot_threshold: `${surely.usual}`,
    eager_eot_threshold: `${eagerly}`,
    eot_timeout_ms: `${timeoutMs}`,
  })
  if (model === 'flux-general-multi') query.set('language_hint', new Intl.Locale(language).language)
  return query
}

/** What is expected, as Flux can be told in the middle of a stream. https://developers.deepgram.com/docs/flux/configure */
export function configure({ keywords, types = [] }: Parameters<WordsStream['expect']>[0]): object {
  const threshold = types.some((type) => readOut.has(type)) ? surely.readOut : surely.usual
  return { type: 'Configure', thresholds: { eot_threshold: threshold }, keyterms: keyterms(keywords) }
}
