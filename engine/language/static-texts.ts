import { textsIn } from '../prompts/in-language.ts'
import { ssmlText } from '../prompts/ssml-speech.ts'
import { sentencesWithoutValues } from '../prompts/whole-sentences.ts'
import { phrase } from '../patterns/phrases.ts'
import { coverWords, lastWords, patternPrompt } from '../patterns/words.ts'
import type { Flow } from './flow.ts'
import type { Prompt, Template } from './prompt.ts'

/** A text that is the same in each call, as a voice is asked for it. */
export interface StaticText {
  /** What is logged; with `ssml` its words. */
  readonly text: string
  /** BCP 47. */
  readonly language: string
  readonly ssml?: string
}

/**
 * Every text of a flow, and of those that it runs, that is the same in each call, in the languages that the flow is spoken
 * in: rendered to audio when the flow is loaded. In order, without doubles. What is played from a recording is among them:
 * it is said where the recording cannot be played.
 */
export function staticTexts(flow: Flow): StaticText[] {
  const texts = new Map<string, StaticText>()
  const add = (text: StaticText): unknown => texts.set(JSON.stringify([text.language, text.ssml ?? text.text]), text)
  const languages = [flow.language, ...flow.languages]
  for (const language of languages) {
    for (const sentence of [phrase('whatInstead', language), ...cutOffs(flow, language)])
      add({ text: sentence, language })
    // What is said where a call cannot go on must not wait for a voice that may be the reason.
    add(lastWords(flow, language))
    add(coverWords(flow, language))
    add({ text: phrase('timeIsUp', language), language })
    for (const { prompt, written } of promptsIn(flow)) {
      const spoken = textsIn(prompt, written, language)
      // Of what depends on the call the sentences that do not: they are played from what is kept.
      const sentences = prompt.ssml === true ? [] : spoken.variants.flatMap(fixedSentences)
      for (const text of sentences) add({ text, language: spoken.language })
      for (const text of spoken.variants.flatMap(plain))
        add(
          prompt.ssml === true
            ? { text: ssmlText(text), language: spoken.language, ssml: text }
            : { text, language: spoken.language },
        )
    }
  }
  return [...texts.values()]
}

/** The recordings that a flow's prompts name, and those of the flows that it runs: as they are written, without doubles. */
export function recordingsOf(flow: Flow): string[] {
  return [...new Set(promptsIn(flow).flatMap(({ prompt: { audio } }) => (audio === undefined ? [] : [audio])))]
}

/** What is said of a stream that was lost, alone and where a tool is still at work. */
function cutOffs(flow: Flow, language: string): string[] {
  const { prompt, language: written } = patternPrompt(flow, 'pattern_cut_off')
  if (prompt.ssml === true) return []
  return textsIn(prompt, written, language).variants.flatMap((variant) =>
    plain(variant).flatMap((text) => [text, `${text} ${phrase('stillWorking', language)}`]),
  )
}

/** Every prompt, with the language of its own texts. */
function promptsIn(flow: Flow): { readonly prompt: Prompt; readonly written: string }[] {
  const found: { prompt: Prompt; written: string }[] = []
  const visit = (value: unknown, written: string): void => {
    if (value === null || typeof value !== 'object') return
    if (isPrompt(value)) found.push({ prompt: value, written })
    else for (const item of Object.values(value)) visit(item, written)
  }
  for (const one of [flow, ...Object.values(flow.runs)]) visit([one.states, one.slots, one.knowledge], one.language)
  return found
}

/** The text of a template without values. */
function plain(template: Template): string[] {
  return template.every((part) => typeof part === 'string') ? [template.join('')] : []
}

function fixedSentences(template: Template): string[] {
  return sentencesWithoutValues(template.map((part) => (typeof part === 'string' ? part : null)))
}

function isPrompt(value: object): value is Prompt {
  return 'variants' in value && Array.isArray(value.variants)
}
