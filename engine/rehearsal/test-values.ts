import type { Json, JsonObject } from '../language/json.ts'
import { asObject, asText } from '../language/reading.ts'
import type { Path } from '../language/source.ts'
import type { TestFinding } from './test-shape.ts'

/** What has the right form and no meaning: moments that there are not, and patterns that cannot be read. */
export function wrongValues(data: JsonObject, others: readonly TestFinding[]): readonly TestFinding[] {
  const found = [...places(data)].flatMap(([json, path]) => [...wrongClock(json, path), ...wrongPatterns(json, path)])
  return found.filter(({ path }) => others.every((other) => JSON.stringify(other.path) !== JSON.stringify(path)))
}

/** The head, the fixtures, and every step. */
function* places(data: JsonObject): Iterable<readonly [JsonObject, Path]> {
  yield [data, []]
  for (const [name, steps] of Object.entries(asObject(data['tests']))) yield* inList(steps, ['tests', name])
  for (const [name, fixture] of Object.entries(asObject(data['fixtures']))) {
    yield [asObject(fixture), ['fixtures', name]]
    yield* inList(asObject(fixture)['steps'] ?? null, ['fixtures', name, 'steps'])
  }
}

function* inList(steps: Json, path: Path): Iterable<readonly [JsonObject, Path]> {
  for (const [index, step] of (Array.isArray(steps) ? (steps as readonly Json[]) : []).entries())
    yield [asObject(step), [...path, index]]
}

function* wrongClock({ clock }: JsonObject, path: Path): Iterable<TestFinding> {
  if (clock === undefined || !Number.isNaN(Date.parse(asText(clock) ?? ''))) return
  yield {
    code: 'wrong-value',
    path: [...path, 'clock'],
    message: 'There is no such moment.',
    advice: 'Look at the day and the hour.',
  }
}

function* wrongPatterns(json: JsonObject, path: Path): Iterable<TestFinding> {
  for (const key of ['hears', 'not_hears'] as const) {
    const wanted = json[key]
    const isList = Array.isArray(wanted)
    for (const [index, one] of (isList ? (wanted as readonly Json[]) : [wanted ?? null]).entries()) {
      const pattern = asText(asObject(one)['pattern'])
      if (pattern === undefined || isPattern(pattern)) continue
      yield {
        code: 'wrong-value',
        path: [...path, key, ...(isList ? [index] : []), 'pattern'],
        message: 'This is no regular expression.',
        advice: 'A "(", "[", "?", "+" or "*" that is meant as itself has a \\ before it.',
      }
    }
  }
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'iu').source !== ''
  } catch {
    return false
  }
}
