import type { Diagnostic } from '../../../engine/language/diagnostic.ts'
import type { Flow } from '../../../engine/language/flow.ts'
import { toolsCalled } from '../../../engine/language/tools-called.ts'
import { diagnosticOf, type TestFile } from '../../../engine/rehearsal/test-file.ts'
import type { TestWorld } from './run-tests.ts'

/** A warning of the tools that the flow calls and nobody answers: that would look like a failing tool. */
export function unansweredTools(
  file: TestFile,
  flow: Flow,
  { realTool, isElsewhere }: Pick<TestWorld, 'realTool' | 'isElsewhere'>,
): readonly Diagnostic[] {
  if ((file.realTools && realTool !== null) || isElsewhere === true) return []
  if (file.realTools) {
    const message = 'The tools are to be real, and this project has none.'
    const advice = 'Name their module: callchart test --tools tools.ts, or write callchart.config.ts.'
    return [diagnosticOf({ code: 'no-tools', path: ['tools'], message, advice }, file.source)]
  }
  const named = new Set(
    file.tests.flatMap(({ steps, setting }) => [
      ...Object.keys(setting.stubs),
      ...steps.flatMap(({ step }) => ('change' in step && step.change === 'stub' ? [step.name] : [])),
    ]),
  )
  const missing = toolsCalled(flow).filter((tool) => !(tool in file.setting.stubs) && !named.has(tool))
  if (missing.length === 0) return []
  const message = `The flow calls ${missing.map((tool) => `"${tool}"`).join(', ')}, and nothing says what that returns: where it is called it fails as unavailable.`
  const advice = `Add it: stubs: { ${missing[0] ?? ''}: { returns: … } }.`
  return [{ ...diagnosticOf({ code: 'no-stub', path: ['flow'], message, advice }, file.source), severity: 'warning' }]
}
