import { phrase } from '../patterns/phrases.ts'
import type { Flow, Prompt, Template } from './flow.ts'
import { tagFor } from './normalise/prompt.ts'
import { primaryLanguage } from './language-tag.ts'

/**
 * Every text of a flow, and of those that it runs, that is the same in each call, in the languages that the flow is spoken
 * in: rendered to audio when the flow is loaded. In order, without doubles.
 */
export function staticTexts(flow: Flow): string[] {
  const spoken = [flow.language, ...flow.languages]
  const texts = new Set<string>(
    (['cutOff', 'failed', 'whatInstead', 'stillWorking'] as const).flatMap((which) =>
      spoken.map((language) => phrase(which, language)),
    ),
  )
  const visit = (value: unknown, written: string): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, written)
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return
    if (isPrompt(value))
      for (const language of spoken)
        for (const variant of inLanguage(value, language, written)) addStatic(texts, variant)
    else for (const item of Object.values(value)) visit(item, written)
  }
  for (const one of [flow, ...Object.values(flow.runs)])
    for (const part of [one.states, one.slots, one.knowledge]) visit(part, one.language)
  return [...texts]
}

/** A prompt's variants in a language; in the one that it was written in where there are none. */
function inLanguage({ variants, languages = {} }: Prompt, language: string, written: string): readonly Template[] {
  if (primaryLanguage(language) === primaryLanguage(written)) return variants
  return languages[tagFor(language, Object.keys(languages)) ?? ''] ?? variants
}

function addStatic(texts: Set<string>, template: Template): void {
  if (template.every((part) => typeof part === 'string')) texts.add(template.join(''))
}

function isPrompt(value: object): value is Prompt {
  return 'variants' in value && Array.isArray(value.variants)
}
