import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { evalModel } from '../../../src/cli/evaluations/model.ts'
import { loadEvals, runEval } from '../../../src/cli/evaluations/run-evaluations.ts'
import { readPage } from '../manual/page.ts'
import { checkEvalNames, readEvalFile } from '../../../engine/evaluation/eval-file.ts'
import { compileFlow } from '../../../src/compile-flow.ts'

const none = { prices: undefined, decisions: undefined }

describe('the evaluations of the example flows', () => {
  test('hold by examples alone, and ask nothing that the flows say themselves', { timeout: 60_000 }, async () => {
    const { evals, diagnostics } = await loadEvals(['flows'])
    expect(diagnostics.map(({ message }) => message)).toEqual([])
    expect(evals.length).toBeGreaterThanOrEqual(5)
    const model = await evalModel('none', none)
    for (const one of evals) {
      const { result, unasked } = await runEval(one, model, {})
      expect(unasked, one.name).toEqual([])
      expect(Object.keys(one.file.thresholds), one.name).toEqual(['right', 'wrong', 'wrong_with_consequences'])
      expect(
        result.broken.map(({ message }) => message),
        one.name,
      ).toEqual([])
      expect(result.judged.length, one.name).toBeGreaterThan(20)
    }
  })

  test('the one of the manual holds too', async () => {
    const { blocks } = readPage('flows/manual/eval.md')
    const [flow, evaluation] = blocks.filter(({ info }) => info[0] === 'yaml').map(({ text }) => text)
    const compiled = compileFlow(flow ?? '', 'guest_line.yaml')
    const { file, diagnostics } = readEvalFile(evaluation ?? '', 'guest_line.eval.yaml')
    if (file === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
    expect(checkEvalNames(file, compiled.flow)).toEqual([])
    const { result, unasked } = await runEval(
      { name: 'guest_line.eval.yaml', file, compiled },
      await evalModel('none', none),
      {},
    )
    expect(unasked).toEqual([])
    expect(result.broken.map(({ message }) => message)).toEqual([])
    expect(readFileSync('flows/manual/eval.md', 'utf8')).toContain('wrong with consequences')
  })
})
