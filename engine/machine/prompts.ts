import { speak } from '../answers/speak.ts'
import { patternPrompt, defaultWords, type SaidPattern } from '../patterns/words.ts'
import { textsIn } from '../prompts/in-language.ts'
import { ssmlText } from '../prompts/ssml-speech.ts'
import { escapeSsml } from '../prompts/ssml.ts'
import { ExpressionError } from '../expressions/expression.ts'
import type { BargeIn, Prompt, Template } from '../language/prompt.ts'
import type { Expression } from '../language/value.ts'
import type { Json } from '../language/json.ts'
import type { Say } from './effect.ts'
import type { Scene } from './scene.ts'

/** Where a prompt stands and how it is spoken. */
export interface Delivery {
  /** Its place in the flow, which remembers the variant last spoken: "ask.prompt". */
  readonly place: string
  readonly purpose: Say['purpose']
  readonly bargein: BargeIn
  /** A sentence of the runtime's own, said behind it. */
  readonly behind?: string
  /** The language of the prompt's own texts, where it is not of the running flow. */
  readonly writtenIn?: string
}

/** Renders a prompt and says it; what was still being said is stopped first. */
export function say(scene: Scene, prompt: Prompt, delivery: Delivery): void {
  const bargein = prompt.bargein ?? delivery.bargein
  if (prompt.press !== undefined) {
    const press = render(scene, prompt.press).replace(/[^0-9*#A-Dw]/gu, '')
    return sayText(scene, delivery.behind ?? '', { ...delivery, bargein }, { press })
  }
  const { text, language, ssml, isTranslated } = worded(scene, prompt, delivery)
  const behind = delivery.behind === undefined ? '' : ` ${delivery.behind}`
  // With a sentence behind it a recording of the prompt alone would say too little, and it is of the prompt's own words.
  const audio = prompt.audio === undefined || behind !== '' || isTranslated ? {} : { audio: prompt.audio }
  const marked = ssml === undefined ? {} : { ssml: ssml + escapeSsml(behind) }
  sayText(scene, text + behind, { ...delivery, bargein }, { language, ...marked, ...audio })
}

/** What a prompt says here and now, in the language of the call where it has that. */
export function worded(
  scene: Scene,
  prompt: Prompt,
  { place, writtenIn = scene.flow.language }: Pick<Delivery, 'place' | 'writtenIn'>,
): { readonly text: string; readonly language: string; readonly ssml?: string; readonly isTranslated: boolean } {
  const { variants, language } = textsIn(prompt, writtenIn, scene.language)
  const template = pick(scene, variants, place)
  const isTranslated = variants !== prompt.variants
  if (prompt.ssml !== true) return { text: render(scene, template, language), language, isTranslated }
  const ssml = render(scene, template, language, escapeSsml)
  return { text: ssmlText(ssml), language, ssml, isTranslated }
}

/** The words of a pattern, for whatever says them itself. Where they cannot be said, an override's fault, the default's. */
export function patternWords(scene: Scene, name: SaidPattern): string {
  const { prompt, language } = patternPrompt(scene.project, name)
  try {
    return worded(scene, prompt, { place: name, writtenIn: language }).text
  } catch {
    return defaultWords(name, scene.language)
  }
}

export function sayText(
  scene: Scene,
  text: string,
  delivery: Delivery,
  how: Pick<Say, 'ssml' | 'audio' | 'press'> & Partial<Pick<Say, 'language'>> = {},
): void {
  hush(scene)
  const utterances = scene.context.utterances + 1
  const id = `u${utterances}`
  const closed = delivery.bargein.mode === 'off' ? { uninterruptible: id } : {}
  scene.patch({ utterances, speaking: id, ...closed })
  scene.emit({
    type: 'say',
    id,
    text,
    language: scene.language,
    ...how,
    purpose: delivery.purpose,
    bargein: delivery.bargein,
    ...(scene.context.slower === true ? { slower: true } : {}),
  })
}

/** Stops what is being said, if anything is: nobody waits for its end any longer. */
export function hush(scene: Scene): void {
  if (scene.context.speaking === null) return
  scene.patch({ speaking: null })
  scene.emit({ type: 'clear' })
}

/** The text of a template, with its expressions evaluated and spoken as people say such values. */
export function render(
  scene: Scene,
  template: Template,
  language: string = scene.language,
  escape: (value: string) => string = (value) => value,
): string {
  const context = { language, timezone: scene.flow.timezone, nowMs: scene.context.now }
  return template
    .map((part) => {
      if (typeof part === 'string') return part
      const value =
        part.filters[0]?.name === 'or' ? evaluateOrNull(scene, part.expression) : scene.evaluate(part.expression)
      const spoken = part.filters.reduce((text, filter) => speak(filter.name, text, filter.args, context), value)
      return escape(
        typeof spoken === 'string'
          ? spoken
          : spoken === null
            ? ''
            : typeof spoken === 'object'
              ? JSON.stringify(spoken)
              : String(spoken),
      )
    })
    .reduce(spokenBeside, '')
}

/** A value that ends in a point ("7 a.m.") ends the sentence with it. */
function spokenBeside(before: string, part: string): string {
  return before.endsWith('.') && /^\.(?!\.)/.test(part) ? before + part.slice(1) : before + part
}

/** For `{{ slots.a | or('some') }}`: an unfilled slot is null there, not a fault. */
export function evaluateOrNull(scene: Scene, expression: Expression): Json {
  try {
    return scene.evaluate(expression)
  } catch (error) {
    if (error instanceof ExpressionError && error.code === 'unfilled') return null
    throw error
  }
}

/** One of the variants, by the call's seed, and never the same twice running. */
function pick(scene: Scene, variants: readonly Template[], at: string): Template {
  const only = variants[0] ?? []
  if (variants.length < 2) return only
  const place = placeOf(scene, at)
  const last = scene.context.variants[place]
  const choices = variants.map((_, index) => index).filter((index) => index !== last)
  const chosen = choices[scramble(scene.context.seed + scene.context.utterances) % choices.length] ?? 0
  const { [place]: _, ...others } = scene.context.variants
  const kept = Object.fromEntries(Object.entries(others).slice(1 - mostRemembered))
  scene.patch({ variants: { ...(last === undefined ? kept : scene.context.variants), [place]: chosen } })
  return variants[chosen] ?? only
}

/** The snapshot is small: of a longer call the prompts spoken longest ago may repeat. */
const mostRemembered = 24

/** Names of states are a flow's own: those of a flow that was run are told from the call's. */
export function placeOf(scene: Scene, place: string): string {
  return scene.flow === scene.project || scene.flow.flow === scene.project.flow ? place : `${scene.flow.flow}/${place}`
}

/** A well-mixed 32-bit number of a counter (the finaliser of MurmurHash3). */
function scramble(n: number): number {
  let h = n >>> 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
