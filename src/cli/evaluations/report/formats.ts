import type { Diagnostic } from '../../../../engine/language/diagnostic.ts'
import { summaryOf, type Broken } from '../../../../engine/evaluation/verdict.ts'
import { github as annotations } from '../../report/github.ts'
import { escapeXml } from '../../report/xml.ts'
import type { EvalResult } from '../run-evaluations.ts'
import { differing, lineOf, tellRow } from './rows.ts'
import type { EvalResults } from './results.ts'

/** For programs: every utterance of every model. */
export function json({ models, diagnostics }: EvalResults): string {
  const [first, second] = models
  return JSON.stringify({
    version: 1,
    models: models.map(({ model, evals }) => ({
      model,
      summary: summaryOf(evals.flatMap(({ judged }) => judged)),
      evals: evals.map((result) => ({
        file: result.name,
        flow: result.file.flow,
        summary: summaryOf(result.judged),
        broken: result.broken.map(({ threshold, message }) => ({ threshold, message })),
        rows: result.judged.map((one) => ({
          line: lineOf(result.file, one),
          state: one.row.state,
          utterance: one.row.utterance,
          meant: one.row.meant,
          taken: one.taken,
          verdict: one.verdict,
          consequence: one.consequence,
          ms: one.ms,
          cost: one.cost,
        })),
      })),
    })),
    ...(second === undefined
      ? {}
      : {
          differing: differing(first, second).map(({ name, line, a, b }) => ({
            file: name,
            line,
            utterance: a.row.utterance,
            meant: a.row.meant,
            taken: [a.taken, b.taken],
          })),
        }),
    diagnostics,
  })
}

/** Workflow commands: thresholds that do not hold, and the utterances to blame, at their lines. */
export function github({ models, diagnostics, texts }: EvalResults): string {
  const broken = models[0].evals.flatMap((result) => result.broken.flatMap((one) => blamed(result, one)))
  const files = [...texts].map(([file, text]) => ({ file, text }))
  return annotations({ files, diagnostics: [...broken, ...diagnostics] }, { colours: false })
}

function blamed(
  { file: { source, thresholds } }: EvalResult,
  { threshold, message, rows }: Broken,
): readonly Diagnostic[] {
  const path = Object.hasOwn(thresholds, threshold) ? ['thresholds', threshold] : ['flow']
  return [
    { code: 'eval-threshold', severity: 'error', message, place: source.place(path), path },
    ...rows.map((one): Diagnostic => ({
      code: `eval-${one.verdict}`,
      severity: 'error',
      message: tellRow(one),
      place: source.place(one.row.path),
      path: one.row.path,
    })),
  ]
}

/** JUnit's XML: a suite a file, a case a threshold, or one case where a file has none. */
export function junit({ models: [{ evals }], diagnostics }: EvalResults): string {
  const mistakes = diagnostics.filter(({ severity }) => severity === 'error')
  const failures = evals.reduce((sum, { broken }) => sum + broken.length, 0)
  const suites = evals.map((result) => {
    const { name, file, broken } = result
    const held = Object.keys(file.thresholds).filter((key) => broken.every(({ threshold }) => threshold !== key))
    const cases = [
      ...broken.map((one) => {
        const rows = one.rows.map((row) => `${name}:${lineOf(file, row)} ${tellRow(row)}`).join('\n')
        return `    <testcase classname="${escapeXml(file.flow)}" name="${one.threshold}">\n      <failure message="${escapeXml(one.message)}">${escapeXml(rows)}</failure>\n    </testcase>`
      }),
      ...(held.length + broken.length === 0 ? ['asked'] : held).map(
        (key) => `    <testcase classname="${escapeXml(file.flow)}" name="${key}"/>`,
      ),
    ]
    return [
      `  <testsuite name="${escapeXml(name)}" tests="${cases.length}" failures="${broken.length}" errors="0">`,
      ...cases,
      '  </testsuite>',
    ].join('\n')
  })
  const errors = mistakes.map(
    ({ code, message, place }) =>
      `    <testcase classname="${escapeXml(code)}" name="${escapeXml(`${place.file}:${place.line} ${message}`)}">\n      <error type="${escapeXml(code)}" message="${escapeXml(message)}"/>\n    </testcase>`,
  )
  const broken =
    errors.length === 0
      ? []
      : [
          `  <testsuite name="mistakes" tests="${errors.length}" failures="0" errors="${errors.length}">`,
          ...errors,
          '  </testsuite>',
        ]
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites failures="${failures}" errors="${errors.length}">`,
    ...suites,
    ...broken,
    '</testsuites>',
  ].join('\n')
}
