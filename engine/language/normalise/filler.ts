import { defaultPhrases } from '../default-phrases.ts'
import { parseDuration } from '../duration.ts'
import type { Filler, Prompt } from '../flow.ts'
import { asObject, asText, asTexts } from '../reading.ts'
import { silence } from './state-reader.ts'
import type { StateContext, StateReader } from './state-reader.ts'

/** What covers a wait that a flow says nothing of: within the silence that it allows. */
export function defaultFiller({ language, silenceLimitMs }: StateContext): Filler {
  return {
    afterMs: Math.min(800, silenceLimitMs),
    say: defaultWords(language),
    everyMs: Math.min(1500, silenceLimitMs),
  }
}

/** The filler that a state or the flow's `defaults` name, if any. */
export function readFiller(of: StateReader): Filler | undefined {
  const found = of.found('filler')
  if (found === undefined) return undefined
  const { writer, language } = of.context
  const filler = asObject(found.value)
  const say = asTexts(filler['say']).map((text, index) => {
    const path = Array.isArray(filler['say']) ? [...found.path, 'say', index] : [...found.path, 'say']
    return writer.prompt(text, path) ?? silence
  })
  const { afterMs, everyMs } = defaultFiller(of.context)
  return {
    afterMs: parseDuration(asText(filler['after']) ?? '') ?? afterMs,
    say: say.length === 0 ? defaultWords(language) : say,
    everyMs: parseDuration(asText(filler['every']) ?? '') ?? everyMs,
  }
}

function defaultWords(language: string): readonly Prompt[] {
  return defaultPhrases(language).filler.map((text) => ({ variants: [[text]] }))
}
