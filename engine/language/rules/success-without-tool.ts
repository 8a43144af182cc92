import type { State } from '../flow.ts'
import { flowFactsOf } from '../graph.ts'
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

/** What it says is done, or null. A question claims nothing. */
function claim(state: State, words: RegExp): string | null {
  if (state.kind !== 'say' && state.kind !== 'end') return null
  for (const variant of state.prompt?.variants ?? []) {
    const text = variant.map((part) => (typeof part === 'string' ? part : '')).join('')
    const found = text
      .split(/(?<=[.!?])\s/)
      .filter((sentence) => !sentence.trimEnd().endsWith('?') && !/\b(not|nicht|no|pas|nie)\b|n't\b/i.test(sentence))
      .map((sentence) => words.exec(sentence)?.[0])
      .find((word) => word !== undefined)
    if (found !== undefined) return found
  }
  return null
}

/** The tools that write, or may, by the states that follow their success at once. */
function followers({ flow, world }: RuleContext): ReadonlyMap<string, readonly string[]> {
  const after = new Map<string, readonly string[]>()
  for (const state of Object.values(flow.states)) {
    if (state.kind !== 'tool' || world.tools?.[state.tool]?.effect === 'read') continue
    for (const { to } of state.next) after.set(to, [...(after.get(to) ?? []), state.name])
  }
  return after
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
    const { atEntry, witness } = flowFactsOf(context)
    for (const [name, tools] of followers(context)) {
      const state = flow.states[name]
      const known = atEntry.get(name)
      const word = state === undefined ? null : claim(state, words)
      if (state === undefined || known === undefined || word === null) continue
      if (tools.some((tool) => known.has(`done:${tool}`)) || tools.length > 1) continue
      const tool = tools[0] ?? ''
      yield {
        path: ['states', name, state.kind],
        message: `This says "${word}", and is reached without the success of "${tool}": by way of ${witness(name, `done:${tool}`).join(' → ')}.`,
        advice: 'Lead there only from "next" of the tool.',
      }
    }
  },
}
