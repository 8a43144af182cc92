import type { Flow } from '../flow.ts'
import type { Template } from '../prompt.ts'
import type { State } from '../state.ts'
import { primaryLanguage } from '../language-tag.ts'
import { plainWords } from '../plain-words.ts'
import type { Rule } from '../rule.ts'
import { promptsOf, templatesOf } from '../uses.ts'

/** What callers keep in mind of a list that they hear once: four items. */
const most = 4

/** The word before the last item of a list. */
const english = /,|\s+or\s+/i
const orWords: Readonly<Record<string, RegExp>> = {
  en: english,
  de: /,|\s+oder\s+/i,
  es: /,|\s+[ou]\s+/i,
  fr: /,|\s+ou\s+/i,
  pl: /,|\s+(?:lub|albo|czy)\s+/i,
}

/** How many things one sentence of a text names between commas and "or"; 0 where it is no choice. */
function choices(text: string, or: RegExp): number {
  const word = new RegExp(or.source.replace(',|', ''), 'i')
  const sentences = text.split(/[.!?;:]+(?:\s|$)/)
  return Math.max(
    0,
    ...sentences.map((sentence) =>
      word.test(sentence) ? sentence.split(or).filter((item) => item.trim() !== '').length : 0,
    ),
  )
}

/** How many keys it names: "press 1 for …, 2 for …". */
function keys(text: string): number {
  return new Set(/\b(press|drücken|pulse|marque|tapez|appuyez|naciśni\w*)/i.test(text) ? text.match(/\b\d\b/g) : [])
    .size
}

/** How many of the options it names, each by its name or by what callers say for it. */
function named(text: string, options: readonly (readonly string[])[]): number {
  const words = ` ${plainWords(text)} `
  return options.filter((said) => said.some((one) => words.includes(` ${plainWords(one)} `))).length
}

/** What there is to choose from, each option as a list of its words. */
function optionsOf(state: State, { slots }: Flow): readonly (readonly string[])[] {
  if (state.kind === 'decide')
    return Object.entries(state.options).map(([name, { examples }]) => [name.replaceAll('_', ' '), ...examples])
  if (state.kind !== 'gather') return []
  const lists = state.slots.map((slot) => Object.entries(slots[slot]?.options ?? {}))
  const longest = lists.reduce((best, list) => (list.length > best.length ? list : best), [])
  return longest.map(([name, { synonyms }]) => [name.replaceAll('_', ' '), ...synonyms])
}

function plain(template: Template): string {
  return template.map((part) => (typeof part === 'string' ? part : 'x')).join('')
}

export const tooManyChoices: Rule = {
  code: 'too-many-choices',
  severity: 'warning',
  needs: 'flow',
  about: 'A question with more than four things to choose from.',
  why: 'Callers forget the first while they hear the last.',
  bad: `
    flow: demo
    start: ask
    slots: { part: { type: choice, options: [sales, service, parts, billing, returns] } }
    states:
      ask: { gather: part, prompt: "Would you like sales, service, parts, billing or returns?", next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { part: { type: choice, options: [sales, service, parts, billing, returns] } }
    states:
      ask: { gather: part, prompt: "Which department would you like?", next: bye }
      bye: { end: Goodbye }
  `,
  *check({ flow, writer }) {
    const or = orWords[primaryLanguage(flow.language)] ?? english
    for (const state of Object.values(flow.states)) {
      if (!('noinput' in state)) continue
      const options = optionsOf(state, flow)
      for (const template of promptsOf(state).flatMap(templatesOf)) {
        const path = writer.origins.get(template)?.path
        const text = plain(template)
        const count = Math.max(choices(text, or), keys(text), named(text, options))
        if (path === undefined || count <= most) continue
        yield {
          path,
          message: `This gives ${count} things to choose from.`,
          advice: 'Ask openly and understand the answer, or ask in two steps.',
        }
      }
    }
  },
}
