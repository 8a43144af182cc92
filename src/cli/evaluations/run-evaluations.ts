import { ask, type Taken } from '../../../engine/evaluation/ask.ts'
import { comeToTheSame, consequenceOf } from '../../../engine/evaluation/consequence.ts'
import { checkEvalNames, readEvalFile, type EvalFile, type Thresholds } from '../../../engine/evaluation/eval-file.ts'
import { brokenBy, verdictOf, type Broken, type Judged } from '../../../engine/evaluation/verdict.ts'
import { checkFlows } from '../../../engine/language/check.ts'
import type { Diagnostic } from '../../../engine/language/diagnostic.ts'
import { didYouMean } from '../../../engine/language/nearest.ts'
import { compileFlow, type CompiledFlow } from '../../../engine/machine/compile.ts'
import type { EvalModel } from './model.ts'
import { findFiles } from '../project/find-files.ts'
import type { FoundFlow } from '../project/find-flows.ts'
import { flowsBeside, nameOfFlow } from '../tests/find-tests.ts'
import { projectOf } from '../project/project.ts'
import { projectTools } from '../project/real-tools.ts'

/** A file that can be asked: with its flow. */
export interface LoadedEval {
  readonly name: string
  readonly file: EvalFile
  readonly compiled: CompiledFlow
}

export interface LoadedEvals {
  readonly evals: readonly LoadedEval[]
  readonly diagnostics: readonly Diagnostic[]
  readonly texts: ReadonlyMap<string, string>
  /** What could not be read, each a sentence. */
  readonly problems: readonly string[]
}

/** Reads evaluations, and of folders every *.eval.yaml below, each with the flow beside it. */
export async function loadEvals(paths: readonly string[], only?: string): Promise<LoadedEvals> {
  const { files, problems } = await findFiles(paths, (name) => /\.eval\.ya?ml$/.test(name), 'evaluation (*.eval.yaml)')
  const evals: LoadedEval[] = []
  const diagnostics: Diagnostic[] = []
  const texts = new Map<string, string>()
  for (const { file: name, text } of files) {
    if (only !== undefined && nameOfFlow(text) !== only) continue
    texts.set(name, text)
    const { file, diagnostics: mistakes } = readEvalFile(text, name)
    diagnostics.push(...mistakes)
    if (file === null) continue
    const flows = await flowsBeside(name)
    const own = flows.find((one) => nameOfFlow(one.text) === file.flow)
    if (own === undefined) {
      diagnostics.push(noFlow(file, flows))
      continue
    }
    texts.set(own.file, own.text)
    const folder = projectOf(name)
    const tools = folder === null ? null : await projectTools(folder)
    const found = checkFlows(flows, tools?.world ?? {}).results.find((one) => one.file === own.file)
    const errors = found?.diagnostics.filter(({ severity }) => severity === 'error') ?? []
    diagnostics.push(...errors)
    if (found === undefined || found.flow === null) continue
    const wrong = checkEvalNames(file, found.flow)
    diagnostics.push(...wrong)
    if (wrong.every(({ severity }) => severity !== 'error'))
      evals.push({ name, file, compiled: compileFlow(found.flow) })
  }
  return { evals, diagnostics, texts, problems }
}

/** How every utterance of a file came out. */
export interface EvalResult {
  readonly name: string
  readonly file: EvalFile
  readonly judged: readonly Judged[]
  readonly broken: readonly Broken[]
}

/** Asks every utterance of a file. `unasked` gets those whose state does not come to ask by itself. */
export async function runEval(
  { name, file, compiled }: LoadedEval,
  model: EvalModel,
  usual: Thresholds,
): Promise<{ readonly result: EvalResult; readonly unasked: readonly string[] }> {
  const judged: Judged[] = []
  const unasked = new Set<string>()
  for (const row of file.rows) {
    const asking = ask(compiled, file, row)
    let next: IteratorResult<Parameters<EvalModel['ask']>[0], Taken> = asking.next()
    let ms: number | null = null
    let cost: number | null = null
    while (next.done !== true) {
      const asked = await model.ask(next.value)
      ms = asked.ms
      cost = asked.cost
      next = asking.next(asked.outcome)
    }
    const taken = next.value
    if (taken === null) {
      unasked.add(row.state)
      continue
    }
    const isSame = comeToTheSame(compiled.flow, row.state, row.meant, taken)
    const verdict = isSame ? 'right' : verdictOf(row.meant, taken)
    const filled = Object.keys(file.given[row.state]?.slots ?? {})
    const consequence = verdict === 'wrong' ? consequenceOf(compiled.flow, row.state, taken, filled) : null
    judged.push({ row, taken, verdict, consequence, ms, cost })
  }
  const broken = brokenBy(judged, { ...usual, ...file.thresholds })
  return { result: { name, file, judged, broken }, unasked: [...unasked] }
}

function noFlow({ flow, source }: EvalFile, flows: readonly FoundFlow[]): Diagnostic {
  const names = flows.flatMap(({ text }) => nameOfFlow(text) ?? [])
  return {
    code: 'unknown-flow',
    severity: 'error',
    message: `There is no flow "${flow}" beside this evaluation.`,
    advice:
      didYouMean(flow, names) ?? (names.length === 0 ? 'Put it beside its flow.' : `There is ${names.join(', ')}.`),
    place: source.place(['flow'], 'value'),
    path: ['flow'],
  }
}
