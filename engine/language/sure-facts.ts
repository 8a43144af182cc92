/**
 * What is surely there: "slots.at" (filled), "options" (saved), "result", "items:options" (a list that is not empty),
 * "options[0].note" (a field that its tool may leave out), "granted:verified", and "done:book" (the tool of this state has
 * succeeded).
 */
export type Facts = ReadonlySet<string>

/** The facts and more. */
export function plus(facts: Facts, more: Iterable<string>): Facts {
  return new Set([...facts, ...more])
}

/** The facts but these. */
export function without(facts: Facts, less: readonly string[]): Facts {
  return less.some((fact) => facts.has(fact)) ? new Set([...facts].filter((fact) => !less.includes(fact))) : facts
}

/** The facts of fields of a value, which are no longer sure when there is another value. */
export function partsOf(facts: Facts, value: string): readonly string[] {
  return [...facts].filter((fact) => fact.startsWith(`${value}.`) || fact.startsWith(`${value}[`))
}
