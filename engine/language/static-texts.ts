import { phrase } from '../patterns/phrases.ts'
import type { Flow, Prompt, Template } from './flow.ts'
import { templatesOf } from './uses.ts'

/** Every text of a flow that is the same in each call: rendered to audio when the flow is loaded. In order, without doubles. */
export function staticTexts(flow: Flow): string[] {
  const texts = new Set<string>(
    (['cutOff', 'failed', 'whatInstead', 'stillWorking'] as const).map((which) => phrase(which, flow.language)),
  )
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item)
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return
    if (isPrompt(value)) for (const variant of templatesOf(value)) addStatic(texts, variant)
    else for (const item of Object.values(value)) visit(item)
  }
  visit(flow.states)
  visit(flow.slots)
  visit(flow.knowledge)
  return [...texts]
}

function addStatic(texts: Set<string>, template: Template): void {
  if (template.every((part) => typeof part === 'string')) texts.add(template.join(''))
}

function isPrompt(value: object): value is Prompt {
  return 'variants' in value && Array.isArray(value.variants)
}
