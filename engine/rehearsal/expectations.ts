import type { Json, JsonObject } from '../language/json.ts'
import type { CallEvent } from '../machine/event.ts'
import { canonical } from '../machine/tool-key.ts'
import { isSaid, wordsText } from './heard.ts'
import type { SeenCall } from './seen-call.ts'
import type { Called, Check, Expected, Words } from './test-step.ts'

/** What was to be, and what was instead; `key` is where in the step it was written. */
export interface Miss {
  readonly key: readonly string[]
  readonly message: string
}

/** What of a check does not hold, here and now; null where all does. */
export function missOf(check: Check, call: SeenCall): Miss | null {
  if (check.check === 'hears') return notHeard(check.words, call)
  return check.check === 'not_hears' ? yetHeard(check.words, call) : notMet(check.expected, call)
}

function notHeard(words: readonly Words[], { said, flow }: SeenCall): Miss | null {
  const missing = words.find((one) => !isSaid(one, said, flow))
  if (missing === undefined) return null
  const instead =
    said.length === 0 ? 'nothing was said' : `heard: ${said.map((text) => JSON.stringify(text)).join(', ')}`
  return { key: ['hears'], message: `${wordsText(missing)} was not said since the last move; ${instead}.` }
}

function yetHeard(words: readonly Words[], { said, flow }: SeenCall): Miss | null {
  const found = words.find((one) => isSaid(one, said, flow))
  if (found === undefined) return null
  const which = said.find((text) => isSaid(found, [text], flow)) ?? said.join(' ')
  return {
    key: ['not_hears'],
    message: `${wordsText(found)} was said since the last move; heard: ${JSON.stringify(which)}.`,
  }
}

function notMet(expected: Expected, call: SeenCall): Miss | null {
  const { snapshot, state, phase, ended, transferred } = call
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
    const message = notCalled(tool, wanted, call)
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
  const measured = ofMeasure(expected, call)
  if (measured !== null) return miss([measured[0]], measured[1])
  if (expected.transferred !== undefined && expected.transferred !== transferred)
    return miss(['transferred'], `The call should ${goneTo(expected.transferred)}; it was ${sentTo(transferred)}.`)
  if (expected.ended !== undefined && expected.ended !== ended)
    return miss(
      ['ended'],
      `The call should ${endedAs(expected.ended)}; ${ended === null ? `it goes on, in "${state}"` : `it ended as "${ended}"`}.`,
    )
  return null
}

/** What is counted: turns, questions to the model, the longest silence, the length of the call. */
function ofMeasure(expected: Expected, call: SeenCall): readonly [key: string, message: string] | null {
  const { turns, modelCalls, longestSilenceMs, lastsMs } = expected
  if (turns !== undefined && turns !== turnsOf(call.events))
    return ['turns', `The caller should have had ${turns} turns, and had ${turnsOf(call.events)}.`]
  if (modelCalls !== undefined && modelCalls !== call.modelCalls)
    return [
      'model_calls',
      `The model should have been asked ${times(modelCalls)}, and was asked ${times(call.modelCalls)}.`,
    ]
  if (longestSilenceMs !== undefined && call.longestSilenceMs > longestSilenceMs)
    return [
      'longest_silence',
      `The caller should hear something after ${longestSilenceMs / 1000} s at most, and heard nothing for ${call.longestSilenceMs / 1000} s.`,
    ]
  const lastedMs = call.now - (call.events[0]?.at ?? call.now)
  if (lastsMs !== undefined && lastedMs > lastsMs)
    return ['lasts', `The call should last ${lastsMs / 1000} s at most, and has lasted ${lastedMs / 1000} s.`]
  return null
}

/** How often a caller has said something that was heard, or has pressed keys. */
function turnsOf(events: readonly CallEvent[]): number {
  const isKey = (index: number): boolean => events[index]?.type === 'key.pressed'
  return events.filter(({ type }, index) => type === 'turn.ended' || (isKey(index) && !isKey(index - 1))).length
}

function notCalled(tool: string, wanted: Called, { calls }: SeenCall): string | null {
  const made = calls.filter((call) => call.tool === tool)
  if (wanted.times !== undefined && made.length !== wanted.times)
    return `"${tool}" should have been called ${times(wanted.times)}, and was called ${times(made.length)}.`
  for (const [index, given] of (wanted.each ?? []).entries()) {
    const call = made[index]
    if (call === undefined)
      return `"${tool}" should have been called ${times(wanted.each?.length ?? 0)}, and was called ${times(made.length)}.`
    const wrong = wronglyGiven(tool, given, call.input, ` in call ${index + 1}`)
    if (wrong !== null) return wrong
  }
  if (wanted.each !== undefined && made.length > wanted.each.length)
    return `"${tool}" should have been called ${times(wanted.each.length)}, and was called ${times(made.length)}.`
  if (wanted.with === undefined) return null
  const last = made.at(-1)
  if (last === undefined) return `"${tool}" should have been called, and was not.`
  return wronglyGiven(tool, wanted.with, last.input, '')
}

function wronglyGiven(tool: string, wanted: JsonObject, found: Json, which: string): string | null {
  const input = (found ?? {}) as JsonObject
  const wrong = firstDifference(wanted, input)
  return wrong === null
    ? null
    : `"${tool}" should have been given ${wrong} = ${JSON.stringify(wanted[wrong])}${which}, and was given ${JSON.stringify(input[wrong] ?? null)}.`
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
