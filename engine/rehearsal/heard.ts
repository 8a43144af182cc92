import type { Flow } from '../language/flow.ts'
import type { Template } from '../language/prompt.ts'
import type { Words } from './test-step.ts'

/** Whether this was said. `said` is what the agent said, each utterance by itself; of another language its variants count alike. */
export function isSaid(wanted: Words, said: readonly string[], flow: Flow): boolean {
  if ('words' in wanted) return isIn(wanted.words, said.join(' '))
  if ('pattern' in wanted) return new RegExp(wanted.pattern, 'iu').test(said.join(' '))
  return (variantsOf(flow, wanted.variantOf) ?? []).some((template) => said.some((text) => isMadeOf(template, text)))
}

/** What is listened for, as a failure names it. */
export function wordsText(wanted: Words): string {
  if ('words' in wanted) return JSON.stringify(wanted.words)
  return 'pattern' in wanted ? `What matches /${wanted.pattern}/` : `A variant of ${wanted.variantOf}`
}

/** Every variant of a prompt of the flow, in all languages: "greet", "ask.noinput.1", "find.filler.2"; null where there is none. */
export function variantsOf(flow: Flow, path: string): readonly Template[] | null {
  const [name = '', key, which] = path.split('.')
  const state = flow.states[name] as Readonly<Record<string, unknown>> | undefined
  if (state === undefined) return null
  const part = key === undefined ? (state['prompt'] ?? state['say']) : inside(state[key], which)
  return templatesOf(part)
}

/** A rung's words are in its `say`, a filler's phrases in its list. Counted from 1. */
function inside(part: unknown, which: string | undefined): unknown {
  if (which === undefined) return part
  const list = Array.isArray(part)
    ? (part as readonly unknown[])
    : (part as { readonly say?: unknown } | undefined)?.say
  if (!Array.isArray(list)) return (part as Readonly<Record<string, unknown>> | undefined)?.[which]
  const one = (list as readonly unknown[])[Number(which) - 1]
  return typeof one === 'object' && one !== null && 'say' in one ? one.say : one
}

function templatesOf(part: unknown): readonly Template[] | null {
  if (typeof part !== 'object' || part === null || !('variants' in part)) return null
  const { variants, languages = {} } = part as {
    readonly variants: readonly Template[]
    readonly languages?: Readonly<Record<string, readonly Template[]>>
  }
  return [...variants, ...Object.values(languages).flat()]
}

/** Whether a text is this template with some values in it. */
function isMadeOf(template: Template, text: string): boolean {
  const parts = template.map((part) => (typeof part === 'string' ? escaped(plain(part)) : '.+'))
  const pattern = parts.filter((part) => part !== '').join(' ?')
  return pattern !== '' && new RegExp(`(^| )${pattern}( |$)`, 'u').test(plain(text))
}

/** Words within words, whatever their case and punctuation. */
function isIn(words: string, text: string): boolean {
  const [wanted, said] = [plain(words), plain(text)]
  // Not every language puts spaces between its words.
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(wanted)
    ? said.includes(wanted)
    : ` ${said} `.includes(` ${wanted} `)
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[’`]/g, "'")
    .replace(/[^\p{L}\p{M}\p{N}']+/gu, ' ')
    .trim()
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
