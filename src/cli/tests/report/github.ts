import type { Diagnostic } from '../../../../engine/language/diagnostic.ts'
import { github as annotations } from '../../report/github.ts'
import type { TestResults } from './results.ts'

/** Workflow commands: what failed is drawn into the pull request, at the line of the test, and at the state that acted. */
export function github({ tests, diagnostics, texts }: TestResults): string {
  const failures = tests.flatMap(({ name, failure }): Diagnostic[] => {
    if (failure === null) return []
    const { file, line, state } = failure.acted
    return [
      {
        ...failure.diagnostic,
        message: `${name}: ${failure.diagnostic.message}`,
        advice: `The state "${state}" acted: ${file}:${line}.`,
      },
    ]
  })
  const files = [...texts].map(([file, text]) => ({ file, text }))
  return annotations({ files, diagnostics: [...failures, ...diagnostics] }, { colours: false })
}
