import type { Static, TSchema } from 'typebox'
import { checksOf } from './test-tool-checks.ts'
import type { Tool } from './tool.ts'
import { ToolTrial } from './test-tool-trial.ts'

/** One call that a handler is tried with. */
export interface ToolExample<I extends TSchema, O extends TSchema> {
  readonly input: Static<I>
  /** What it returns then; absent: anything that fits the output schema. */
  readonly output?: Static<O>
  /** Called before and after: sets the world behind the handler as this example wants it. */
  readonly before?: () => unknown
  readonly after?: () => unknown
}

/** One call that a handler refuses with an error of its own. */
export interface ToolFailure<I extends TSchema> extends Omit<ToolExample<I, TSchema>, 'output'> {
  /** The code of the ToolError. */
  readonly error: string
}

export interface ToolContract<I extends TSchema, O extends TSchema> {
  /** Calls that succeed; one at least. */
  readonly examples: readonly ToolExample<I, O>[]
  /** Calls that end in each of the tool's `errors`. */
  readonly failures?: readonly ToolFailure<I>[]
  /** Of a tool that writes: how many writes have been made so far, by whatever the handler writes to. */
  readonly effects?: () => number | Promise<number>
  /** A handler that has not answered by then has hung. Default 5,000. */
  readonly timeoutMs?: number
  /** How soon a handler must let go once its signal is aborted. Default 500. */
  readonly graceMs?: number
}

/** What was tried, in order, and what was wrong with it. */
export interface ToolReport {
  readonly tool: string
  readonly checks: readonly ToolCheck[]
  /** What is allowed and still worth a thought, each a sentence. */
  readonly advice: readonly string[]
}

export interface ToolCheck {
  /** A sentence about the handler that holds, or does not. */
  readonly name: string
  /** Why it does not hold, each a sentence; empty where it does. */
  readonly faults: readonly string[]
}

/** A handler that does not hold to its contract; `message` tells every fault at once. */
export class ToolContractError extends Error {
  override readonly name = 'ToolContractError'
  readonly report: ToolReport
  constructor(report: ToolReport) {
    super(told(report))
    this.report = report
  }
}

/**
 * Tries a tool against what Callchart expects of it, with its real handler: results fit the schema, the signal is
 * honoured, one key is one write however often and at whatever time it is tried, `reconcile` tells what has happened,
 * errors are those that it declares and mean that nothing was done. Knows no test framework: resolves with what was tried,
 * rejects with ToolContractError.
 *
 *     test('book', () =>
 *       testTool(book, {
 *         examples: [{ input: { at: '2026-10-08T19:00:00+01:00', guests: 4 } }],
 *         failures: [{ error: 'conflict', input: { at: '2026-10-08T19:00:00+01:00', guests: 4 }, before: () => bookings.fill() }],
 *         effects: () => bookings.count(),
 *       }))
 */
export async function testTool<I extends TSchema, O extends TSchema>(
  tool: Tool<I, O>,
  contract: ToolContract<I, O>,
): Promise<ToolReport> {
  const trial = new ToolTrial(tool, contract)
  const checks: ToolCheck[] = []
  for (const { name, check } of checksOf(trial)) {
    try {
      checks.push({ name, faults: await check() })
    } catch (error) {
      checks.push({ name, faults: [error instanceof Error ? error.message : String(error)] })
    }
  }
  const report: ToolReport = { tool: tool.name, checks, advice: adviceOn(tool) }
  if (checks.some(({ faults }) => faults.length > 0)) throw new ToolContractError(report)
  return report
}

function adviceOn(tool: Tool): readonly string[] {
  return tool.effect === 'write' && tool.reconcile === undefined
    ? ['It has no reconcile: after a crash nobody can tell whether a write was made, and flows hear "uncertain".']
    : []
}

function told({ tool, checks, advice }: ToolReport): string {
  const lines = checks.flatMap(({ name, faults }) => [
    `  ${faults.length === 0 ? 'holds' : 'FAILS'}  ${name}`,
    ...faults.map((fault) => `         - ${fault}`),
  ])
  return [
    `The tool "${tool}" does not hold to its contract:`,
    ...lines,
    ...advice.map((one) => `  note   ${one}`),
  ].join('\n')
}
