import type { Flow } from '../language/flow.ts'
import type { Prompt, Template } from '../language/prompt.ts'
import { textsIn } from '../prompts/in-language.ts'
import { defaultFlows } from './default-flows.ts'

/** Patterns that are said within whatever is going on, and not run: their words alone count. */
export type SaidPattern = 'pattern_cut_off' | 'pattern_failed' | 'pattern_moment'

/** What a pattern says, and the language that its own texts are in. */
export interface PatternPrompt {
  readonly prompt: Prompt
  readonly language: string
}

/**
 * The words of a pattern, as the bundle has them: those of the project's flow of that name, else the default's. They are
 * what its first state says.
 */
export function patternPrompt(project: Flow, name: SaidPattern): PatternPrompt {
  return promptOf(project.runs[name]) ?? defaultPrompt(name)
}

function defaultPrompt(name: SaidPattern): PatternPrompt {
  const found = promptOf(defaultFlows[name])
  if (found === null) throw new Error(`The default ${name} says nothing.`)
  return found
}

function promptOf(flow: Flow | undefined): PatternPrompt | null {
  const state = flow?.states[flow.start]
  if (flow === undefined || state === undefined || !('prompt' in state) || state.prompt === undefined) return null
  return { prompt: state.prompt, language: flow.language }
}

/** A sentence and its language. */
export interface Sentence {
  readonly text: string
  readonly language: string
}

/**
 * P8 without a machine: what is said where a call cannot go on, from the bundle that it began with. Words that depend on the
 * call cannot be said any more: then the default's are.
 */
export function lastWords(project: Flow | null, language: string): Sentence {
  return plainSentence(project, 'pattern_failed', language)
}

/** What covers the wait for the caller's words. Words that depend on the call are not known there: then the default's are said. */
export function coverWords(project: Flow | null, language: string): Sentence {
  return plainSentence(project, 'pattern_moment', language)
}

function plainSentence(project: Flow | null, name: SaidPattern, language: string): Sentence {
  const own = project === null ? null : sentenceOf(patternPrompt(project, name), language)
  return own ?? defaultSentence(name, language)
}

/** What is said where a project has no words of its own. */
export function defaultWords(name: SaidPattern, language: string): string {
  return defaultSentence(name, language).text
}

function defaultSentence(name: SaidPattern, language: string): Sentence {
  const sentence = sentenceOf(defaultPrompt(name), language)
  if (sentence === null) throw new Error(`The default ${name} depends on a call.`)
  return sentence
}

function sentenceOf({ prompt, language: written }: PatternPrompt, language: string): Sentence | null {
  if (prompt.ssml === true) return null
  const spoken = textsIn(prompt, written, language)
  const plain = spoken.variants.find((variant) => variant.length > 0 && variant.every(isText))
  return plain === undefined ? null : { text: plain.filter(isText).join(''), language: spoken.language }
}

function isText(part: Template[number]): part is string {
  return typeof part === 'string'
}
