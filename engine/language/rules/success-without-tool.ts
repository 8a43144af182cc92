import { commandEdges, edgesOf } from '../edges.ts'
import type { State } from '../state.ts'
import { primaryLanguage } from '../language-tag.ts'
import type { Rule, RuleContext } from '../rule.ts'

/** Words by which an agent says that something has been done. */
const doneWords: Readonly<Record<string, RegExp>> = {
  en: /\b(booked|confirmed|done|cancell?ed|paid|ordered|changed|scheduled|rescheduled|reserved|registered|submitted|sent|renewed|refunded|moved|all set|went through)\b/i,
  de: /\b(gebucht|bestätigt|erledigt|storniert|bezahlt|bestellt|geändert|verschoben|reserviert|angemeldet|gesendet|verlängert)\b/i,
  es: /\b(reservad[oa]|confirmad[oa]|hech[oa]|cancelad[oa]|pagad[oa]|pedid[oa]|cambiad[oa]|registrad[oa]|enviad[oa])\b/i,
  fr: /\b(réservée?|confirmée?|annulée?|payée?|commandée?|modifiée?|enregistrée?|envoyée?|c'est fait)\b/i,
  pl: /\b(zarezerwowan\w*|potwierdzon\w*|anulowan\w*|opłacon\w*|zamówion\w*|zmienion\w*|zapisan\w*|wysłan\w*|gotowe)\b/i,
}

/** Words after which nothing is claimed: it has not been done, or not yet, or only if. */
const hedges =
  /\b(not|never|unable|could|cannot|if|once|when|until|before|nicht|kein|wenn|sobald|bevor|no|nunca|si|cuando|pas|jamais|quand|avant|nie|jeśli|gdy|zanim)\b|n't\b/i

/** What its own words say is done, or null. A question claims nothing. */
function claim(state: State, words: RegExp): string | null {
  if (!('prompt' in state)) return null
  for (const variant of state.prompt?.variants ?? []) {
    const text = variant.map((part) => (typeof part === 'string' ? part : '')).join('')
    const found = text
      .split(/(?<=[.!?])\s/)
      .filter((sentence) => !sentence.trimEnd().endsWith('?') && !hedges.test(sentence))
      .map((sentence) => words.exec(sentence)?.[0])
      .find((word) => word !== undefined)
    if (found !== undefined) return found
  }
  return null
}

/** Whether the caller, or the world, decides what comes next. */
const stops: readonly string[] = [
  'gather',
  'confirm',
  'decide',
  'transfer',
  'end',
  'run',
  'goto_flow',
  'wait',
  'record',
  'tool',
]

/**
 * The tools that write, or may, by the states that their success leads to before anything else happens: over statements,
 * branches and the like.
 */
function followers({ flow, world }: RuleContext): ReadonlyMap<string, readonly string[]> {
  const after = new Map<string, readonly string[]>()
  for (const tool of Object.values(flow.states)) {
    if (tool.kind !== 'tool' || world.tools?.[tool.tool]?.effect === 'read') continue
    const reached = new Set(tool.next.map(({ to }) => to))
    for (const name of reached) {
      after.set(name, [...(after.get(name) ?? []), tool.name])
      const state = flow.states[name]
      if (state !== undefined && !stops.includes(state.kind)) for (const { to } of state.next) reached.add(to)
    }
  }
  return after
}

/** The shortest way from the start to a state on which none of these tools succeeds; null where there is none. */
function wayWithout({ flow, writer }: RuleContext, target: string, tools: readonly string[]): readonly string[] | null {
  const from = new Map<string, string | null>([[flow.start, null]])
  for (const [name] of from) {
    if (name === target) {
      const way: string[] = []
      for (let at: string | null = name; at !== null; at = from.get(at) ?? null) way.unshift(at)
      return way
    }
    const state = flow.states[name]
    if (state === undefined) continue
    for (const { to, kind } of [...edgesOf(state, writer), ...commandEdges(state, flow)]) {
      if (kind === 'next' && tools.includes(name)) continue
      if (!from.has(to)) from.set(to, name)
    }
  }
  return null
}

export const successWithoutTool: Rule = {
  code: 'success-without-tool',
  severity: 'warning',
  needs: 'graph',
  about: 'A prompt that tells of success, reachable without the success of its tool.',
  why: 'The caller would be told that something was done which was not.',
  bad: `
    flow: demo
    start: book
    states:
      book: { tool: book, next: booked, outcomes: { error: booked } }
      booked: { end: You are booked. }
  `,
  good: `
    flow: demo
    start: book
    states:
      book: { tool: book, next: booked, outcomes: { error: sorry } }
      booked: { end: You are booked. }
      sorry: { end: "Sorry, I could not book it." }
  `,
  *check(context) {
    const { flow } = context
    const words = doneWords[primaryLanguage(flow.language)]
    if (words === undefined) return
    for (const [name, tools] of followers(context)) {
      const state = flow.states[name]
      const word = state === undefined ? null : claim(state, words)
      const way = state === undefined || word === null ? null : wayWithout(context, name, tools)
      if (state === undefined || way === null) continue
      yield {
        path: ['states', name, promptKey(state)],
        message: `This says "${word ?? ''}", and is reached without the success of ${tools.map((tool) => `"${tool}"`).join(' or ')}: by way of ${way.join(' → ')}.`,
        advice: 'Lead there only from "next" of the tool.',
      }
    }
  },
}

/** Where a state's prompt is written: under its kind where that is a prompt. */
function promptKey({ kind }: State): string {
  return kind === 'gather' || kind === 'decide' || kind === 'wait' ? 'prompt' : kind
}
