import { plainText } from '../../../../engine/language/plain-text.ts'
import { percent, summaryOf, type Judged, type Summary } from '../../../../engine/evaluation/verdict.ts'
import { drawDiagnostics } from '../../../../engine/language/excerpt.ts'
import type { EvalResult } from '../run-evaluations.ts'
import { differing, lineOf, tellRow } from './rows.ts'
import type { EvalResults, ModelResults } from './results.ts'

/** For people: each file by state, what was wrong with its line, thresholds that do not hold, and where two models differ. */
export function pretty({ models, diagnostics, texts }: EvalResults): string {
  const drawn = diagnostics.length === 0 ? [] : [drawDiagnostics(diagnostics, { textOf: (file) => texts.get(file) })]
  const [first, second] = models
  const between = second === undefined ? [] : [drawDifference(first, second)]
  return plainText([...drawn, ...models.map(drawModel), ...between].join('\n\n'))
}

function drawModel({ model, evals }: ModelResults): string {
  const all = evals.flatMap(({ judged }) => judged)
  return [`By ${model}`, ...evals.map(drawEval), `All: ${drawSummary(summaryOf(all))}`].join('\n')
}

function drawEval({ name, file, judged, broken }: EvalResult): string {
  const states = [...Map.groupBy(judged, ({ row }) => row.state)]
  const width = Math.max(0, ...states.map(([state]) => state.length))
  return [
    `  ${name}: ${drawSummary(summaryOf(judged))}${file.unlabelled === 0 ? '' : `, ${file.unlabelled} without a label`}`,
    ...states.flatMap(([state, rows]) => [
      `    ${state.padEnd(width)}  ${drawSummary(summaryOf(rows))}`,
      ...rows
        .filter(({ verdict }) => verdict === 'wrong')
        .map((row) => `      ✗ ${name}:${lineOf(file, row)} ${tellRow(row)}`),
    ]),
    ...broken.flatMap(({ message, rows }) => [
      `    ✗ ${message}`,
      ...unsureOf(rows).map((row) => `      ? ${name}:${lineOf(file, row)} ${tellRow(row)}`),
    ]),
  ].join('\n')
}

/** What is wrong has been drawn with its state. */
function unsureOf(rows: readonly Judged[]): readonly Judged[] {
  return rows.filter(({ verdict }) => verdict !== 'wrong')
}

function drawSummary({
  total,
  right,
  unsure,
  wrong,
  wrongWithConsequences,
  asked,
  median,
  p95,
  cost,
}: Summary): string {
  const parts = [
    `${total} said`,
    `${right} right (${percent(total === 0 ? 1 : right / total)})`,
    `${unsure} unsure`,
    `${wrong} wrong${wrong === 0 ? '' : `, ${wrongWithConsequences} of them with consequences`}`,
  ]
  if (asked > 0) parts.push(`${asked} asked of the model: median ${drawMs(median)}, p95 ${drawMs(p95)}`)
  if (cost !== null && cost > 0) parts.push(`cost ${cost.toFixed(4)}`)
  return parts.join(', ')
}

function drawMs(ms: number | null): string {
  return ms === null ? '–' : ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`
}

function drawDifference(first: ModelResults, second: ModelResults): string {
  const rows = differing(first, second)
  const head = `${first.model} (A) and ${second.model} (B) differ in ${rows.length}:`
  return [
    head,
    ...rows.map(
      ({ name, line, a, b }) =>
        `  ${name}:${line} "${a.row.utterance}" (${a.row.meant})  A ${a.taken}, ${a.verdict}  B ${b.taken}, ${b.verdict}`,
    ),
  ].join('\n')
}
