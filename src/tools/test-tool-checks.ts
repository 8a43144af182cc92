import { isDeepStrictEqual } from 'node:util'
import { commonErrors } from '../../engine/language/world.ts'
import type { ToolExample, ToolFailure } from './test-tool.ts'
import type { Outcome, ToolTrial } from './test-tool-trial.ts'

/** One thing that is tried; what is wrong with it comes back as sentences. */
interface Check {
  readonly name: string
  readonly check: () => Promise<readonly string[]> | readonly string[]
}

/** What a tool is tried for, in the order in which it is: of a read and of a write, and of what it has. */
export function checksOf(trial: ToolTrial): readonly Check[] {
  const { tool } = trial
  const always: readonly Check[] = [
    { name: 'its examples fit its input schema', check: () => inputs(trial) },
    { name: 'it answers each example, in time, with what its output schema says', check: () => answers(trial) },
    { name: 'it lets go when its signal is aborted', check: () => letsGo(trial) },
    { name: 'it ends in the errors that it declares, and in no other', check: () => errors(trial) },
    { name: 'it logs nothing that callers said', check: () => logs(trial) },
  ]
  if (tool.effect === 'read') return always
  const writes: readonly Check[] = [
    { name: 'one key is one write, tried again', check: () => onceAgain(trial) },
    { name: 'one key is one write, tried twice at a time', check: () => onceAtATime(trial) },
    { name: 'an error of its own means that nothing was written', check: () => errorsWriteNothing(trial) },
  ]
  const reconciles: Check = {
    name: 'its reconcile tells what has happened, and does nothing',
    check: () => reconcile(trial),
  }
  return [...always, ...writes, ...(tool.reconcile === undefined ? [] : [reconciles])]
}

function inputs({ examples, registered, contract }: ToolTrial): readonly string[] {
  if (examples.length === 0) return ['There is no example: examples: [{ input: { … } }].']
  const all = [
    ...examples.map(({ input }, index) => ({ input, what: `examples[${index}]` })),
    ...(contract.failures ?? []).map(({ input }, index) => ({ input, what: `failures[${index}]` })),
  ]
  return all.flatMap(({ input, what }) => {
    const fault = registered.checkInput(input)
    return fault === null ? [] : [`${what}.input: ${fault}.`]
  })
}

async function answers(trial: ToolTrial): Promise<readonly string[]> {
  return each(trial.examples, 'examples', async ({ input, ...example }) => {
    const outcome = await trial.call(input, trial.key())
    if (!outcome.ok) return [failed(outcome)]
    return 'output' in example && !isDeepStrictEqual(outcome.result, example.output)
      ? [`It returned ${JSON.stringify(outcome.result)}, and not ${JSON.stringify(example.output)}.`]
      : []
  })
}

/** A handler that answers before it could be aborted has let go as well. */
async function letsGo(trial: ToolTrial): Promise<readonly string[]> {
  return each(trial.examples.slice(0, 1), 'examples', async ({ input }) => {
    const outcome = await trial.aborted(input, trial.key())
    return outcome === null
      ? [
          `${trial.graceMs} ms after its signal was aborted it was still at work: pass the signal on, or use the context's fetch.`,
        ]
      : []
  })
}

async function errors(trial: ToolTrial): Promise<readonly string[]> {
  const { tool, contract } = trial
  const declared = tool.errors ?? []
  const failures = contract.failures ?? []
  const missing = declared.filter((code) => failures.every(({ error }) => error !== code))
  const undeclared = failures.filter(({ error }) => !declared.includes(error) && !commonErrors.includes(error))
  return [
    ...missing.map(
      (code) => `Nothing shows how "${code}" comes about: failures: [{ error: '${code}', input: { … } }].`,
    ),
    ...undeclared.map(
      ({ error }) =>
        `"${error}" is none of its errors: errors: [${[...declared, error].map((code) => `'${code}'`).join(', ')}].`,
    ),
    ...(await each(failures, 'failures', async ({ input, error }) => {
      const outcome = await trial.call(input, trial.key())
      if (outcome.ok) return [`It succeeded, where "${error}" was to come.`]
      return outcome.error === error
        ? []
        : [`It ended in "${outcome.error}" (${outcome.message}), and not in "${error}".`]
    })),
  ]
}

/** Texts of this length are told apart from words that a log has anyway. */
const shortestSecret = 5

function logs(trial: ToolTrial): readonly string[] {
  const said = trial.examples.flatMap(({ input }) => textsIn(input)).filter((text) => text.length >= shortestSecret)
  const found = [...new Set(said)].filter((text) => trial.logged.includes(JSON.stringify(text).slice(1, -1)))
  // the value itself has no place in a report either
  return found.length === 0 ? [] : [`${found.length} of the examples' values stand in its log: log ids and counts.`]
}

async function onceAgain(trial: ToolTrial): Promise<readonly string[]> {
  return eachWrite(trial, async ({ input }) => {
    const key = trial.key()
    const before = await trial.effects()
    const first = await trial.call(input, key)
    const between = await trial.effects()
    const second = await trial.call(input, key)
    const made = (await trial.effects()) - before
    if (!first.ok) return [failed(first)]
    return [
      ...(between - before === 1
        ? []
        : [`The first call made ${between - before} writes by \`effects\`, and not one.`]),
      ...(made === between - before ? [] : [`The same key made ${made} writes: look the key up before you write.`]),
      ...(second.ok && isDeepStrictEqual(first.result, second.result)
        ? []
        : [`The second call with the same key ended otherwise: ${told(second)}, after ${told(first)}.`]),
    ]
  })
}

async function onceAtATime(trial: ToolTrial): Promise<readonly string[]> {
  return eachWrite(trial, async ({ input }) => {
    const key = trial.key()
    const before = await trial.effects()
    await Promise.all([trial.call(input, key), trial.call(input, key)])
    const made = (await trial.effects()) - before
    return made === 1
      ? []
      : [`Two calls with one key at a time made ${made} writes: let what you write to hold the key, in the same write.`]
  })
}

async function errorsWriteNothing(trial: ToolTrial): Promise<readonly string[]> {
  if (trial.contract.effects === undefined) return []
  return each(trial.contract.failures ?? [], 'failures', async ({ input, error }) => {
    const before = await trial.effects()
    const outcome = await trial.call(input, trial.key())
    const made = (await trial.effects()) - before
    return outcome.ok || outcome.happened === 'unknown' || made === 0
      ? []
      : [`It ended in "${error}", which says that nothing was done, and made ${made} writes.`]
  })
}

async function reconcile(trial: ToolTrial): Promise<readonly string[]> {
  return eachWrite(trial, async ({ input }) => {
    const [key, unused, cut] = [trial.key(), trial.key(), trial.key()]
    const written = await trial.call(input, key)
    const before = await trial.effects()
    const [done, notDone] = [await trial.reconcile(input, key), await trial.reconcile(input, unused)]
    const made = (await trial.effects()) - before
    await trial.aborted(input, cut)
    const wasMade = (await trial.effects()) > before + made
    const saysMade = (await trial.reconcile(input, cut)) !== null
    const faults = [
      ...(wasMade === saysMade
        ? []
        : [`Of a write that was aborted, and ${wasMade ? 'made' : 'not made'}, it said the opposite.`]),
      ...(notDone === null ? [] : [`Of a key that was never used it did not say null, but: ${told(notDone)}.`]),
      ...(made === 0 ? [] : [`Asking made ${made} writes.`]),
    ]
    if (!written.ok) return [failed(written), ...faults]
    if (done === null)
      return ['Of a write that was made it said null: that it has not happened. It would be made again.', ...faults]
    return done.ok && isDeepStrictEqual(done.result, written.result)
      ? faults
      : [`Of a write that was made it said ${told(done)}, and the handler ${told(written)}.`, ...faults]
  })
}

async function eachWrite(
  trial: ToolTrial,
  body: (example: ToolExample<never, never>) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  if (trial.contract.effects === undefined)
    return ['Nothing counts its writes: effects: () => how many have been made so far.']
  return each(trial.examples, 'examples', body)
}

/** Each in turn, between what it wants before and after. */
async function each<E extends ToolExample<never, never> | ToolFailure<never>>(
  examples: readonly E[],
  what: string,
  body: (example: E) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const faults: string[] = []
  for (const [index, example] of examples.entries()) {
    await example.before?.()
    try {
      for (const fault of await body(example)) faults.push(`${what}[${index}]: ${fault}`)
    } finally {
      await example.after?.()
    }
  }
  return faults
}

function failed({ error, message }: Extract<Outcome, { ok: false }>): string {
  return `It ended in "${error}": ${message}`
}

function told(outcome: Outcome): string {
  return outcome.ok ? JSON.stringify(outcome.result) : `"${outcome.error}"`
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
