import type { Json, JsonObject } from '../language/json.ts'
import { canonical } from '../machine/tool-key.ts'
import type { Rehearsal } from './rehearsal.ts'
import type { Check, Expected } from './test-step.ts'

/** What was to be, and what was instead; `key` is where in the step it was written. */
export interface Miss {
  readonly key: readonly string[]
  readonly message: string
}

/** What of a check does not hold, here and now; null where all does. */
export function missOf(check: Check, rehearsal: Rehearsal): Miss | null {
  return check.check === 'hears' ? notHeard(check.words, rehearsal) : notMet(check.expected, rehearsal)
}

function notHeard(words: readonly string[], { journal }: Rehearsal): Miss | null {
  const said = journal.saidSince
  const missing = words.find((one) => !isIn(one, said.join(' ')))
  if (missing === undefined) return null
  const instead =
    said.length === 0 ? 'nothing was said' : `heard: ${said.map((text) => JSON.stringify(text)).join(', ')}`
  return { key: ['hears'], message: `"${missing}" was not said since the last move; ${instead}.` }
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

function notMet(expected: Expected, rehearsal: Rehearsal): Miss | null {
  const { snapshot, state, phase, ended, transferred } = rehearsal
  const { slots, saved, attempts } = snapshot.context
  const miss = (key: readonly string[], message: string): Miss => ({ key: ['expect', ...key], message })
  if (expected.state !== undefined && expected.state !== state && !`${phase}.`.startsWith(`${expected.state}.`))
    return miss(['state'], `The call should be in "${expected.state}", and is in "${state}".`)
  const wrongSlot = firstDifference(expected.slots ?? {}, slots)
  if (wrongSlot !== null) {
    const found = slots[wrongSlot] ?? null
    const wanted = expected.slots?.[wrongSlot] ?? null
    return miss(['slots', wrongSlot], `The slot "${wrongSlot}" should ${beOf(wanted)}, and ${isOf(found)}.`)
  }
  const wrongSaved = firstDifference(expected.saved ?? {}, saved)
  if (wrongSaved !== null) {
    const wanted = expected.saved?.[wrongSaved] ?? null
    return miss(
      ['saved', wrongSaved],
      `"${wrongSaved}" should ${beOf(wanted)}, and ${isOf(saved[wrongSaved] ?? null)}.`,
    )
  }
  for (const [tool, wanted] of Object.entries(expected.called ?? {})) {
    const message = notCalled(tool, wanted, rehearsal)
    if (message !== null) return miss(['called', tool], message)
  }
  for (const kind of ['noinput', 'nomatch'] as const) {
    const wanted = expected.attempts?.[kind]
    if (wanted !== undefined && wanted !== attempts[kind])
      return miss(
        ['attempts', kind],
        `There should have been ${wanted} of ${kind} here, and there were ${attempts[kind]}.`,
      )
  }
  if (expected.transferred !== undefined && expected.transferred !== transferred)
    return miss(['transferred'], `The call should ${goneTo(expected.transferred)}; it was ${sentTo(transferred)}.`)
  if (expected.ended !== undefined && expected.ended !== ended)
    return miss(
      ['ended'],
      `The call should ${endedAs(expected.ended)}; ${ended === null ? `it goes on, in "${state}"` : `it ended as "${ended}"`}.`,
    )
  return null
}

function notCalled(
  tool: string,
  wanted: { readonly times?: number; readonly with?: JsonObject },
  { calls }: Rehearsal,
): string | null {
  const made = calls.filter((call) => call.tool === tool)
  if (wanted.times !== undefined && made.length !== wanted.times)
    return `"${tool}" should have been called ${times(wanted.times)}, and was called ${times(made.length)}.`
  if (wanted.with === undefined) return null
  const last = made.at(-1)
  if (last === undefined) return `"${tool}" should have been called, and was not.`
  const input = (last.input ?? {}) as JsonObject
  const wrong = firstDifference(wanted.with, input)
  return wrong === null
    ? null
    : `"${tool}" should have been given ${wrong} = ${JSON.stringify(wanted.with[wrong])}, and was given ${JSON.stringify(input[wrong] ?? null)}.`
}

function firstDifference(wanted: JsonObject, found: JsonObject): string | null {
  return Object.keys(wanted).find((key) => !fits(wanted[key] ?? null, found[key] ?? null)) ?? null
}

/** An object fits when it has at least what is wanted; anything else must be the same. */
export function fits(wanted: Json, found: Json): boolean {
  if (wanted === null || typeof wanted !== 'object' || Array.isArray(wanted))
    return canonical(wanted) === canonical(found)
  if (found === null || typeof found !== 'object' || Array.isArray(found)) return false
  return firstDifference(wanted as JsonObject, found as JsonObject) === null
}

function beOf(value: Json): string {
  return value === null ? 'not be filled' : `be ${JSON.stringify(value)}`
}

function isOf(value: Json): string {
  return value === null ? 'is not filled' : `is ${JSON.stringify(value)}`
}

function goneTo(destination: string | null): string {
  return destination === null ? 'not have been transferred' : `have been transferred to "${destination}"`
}

function sentTo(destination: string | null): string {
  return destination === null ? 'not transferred' : `transferred to "${destination}"`
}

function endedAs(outcome: string | null): string {
  return outcome === null ? 'go on' : `have ended as "${outcome}"`
}

function times(n: number): string {
  return n === 0 ? 'not at all' : n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`
}
