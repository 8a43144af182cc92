import type { Diagnostic } from '../../../engine/language/diagnostic.ts'
import type { Flow } from '../../../engine/language/flow.ts'
import { fitsInput } from '../../../engine/language/input-value.ts'
import { didYouMean } from '../../../engine/language/nearest.ts'
import { languageMeant } from '../../../engine/machine/call-language.ts'
import type { NumberBinding } from '../../define-config.ts'

/** What is wrong with the numbers of a configuration, against the flows that there are. */
export function numberFaults(
  numbers: Readonly<Record<string, string | NumberBinding>>,
  flows: readonly Flow[],
): readonly Diagnostic[] {
  const fault = (code: string, number: string, message: string, advice?: string): Diagnostic => ({
    code,
    severity: 'error',
    message: `The number ${number}: ${message}`,
    ...(advice === undefined ? {} : { advice }),
    place: { file: 'callchart.config', line: 1, column: 1, start: 0, end: 0 },
    path: ['numbers', number],
  })
  return Object.entries(numbers).flatMap(([number, bound]) => {
    const { flow: name, inputs = {}, language } = typeof bound === 'string' ? { flow: bound } : bound
    const flow = flows.find((one) => one.flow === name)
    const names = flows.map((one) => one.flow)
    if (flow === undefined) {
      const known = names.length === 0 ? 'There is none at all.' : `There is ${names.join(', ')}.`
      return [fault('unknown-flow', number, `there is no flow "${name}".`, didYouMean(name, names) ?? known)]
    }
    const missing = Object.entries(flow.inputs).filter(
      ([input, { default: byDefault }]) => byDefault === undefined && !(input in inputs),
    )
    const spoken = [flow.language, ...flow.languages]
    const unspoken = language !== undefined && languageMeant(flow, language) === null
    return [
      ...(unspoken
        ? [
            fault(
              'unknown-language',
              number,
              `the flow "${name}" is not spoken in ${language}.`,
              `It is in ${spoken.join(', ')}. Others go into its \`languages\`.`,
            ),
          ]
        : []),
      ...missing.map(([input]) =>
        fault('run-input', number, `the flow "${name}" wants "${input}".`, 'Bind it: inputs.'),
      ),
      ...Object.entries(inputs).flatMap(([input, value]) => {
        const declared = flow.inputs[input]
        if (declared === undefined) {
          const advice = didYouMean(input, Object.keys(flow.inputs))
          return [fault('run-input', number, `the flow "${name}" has no input "${input}".`, advice)]
        }
        const why = fitsInput(value, declared.type)
        return why === null ? [] : [fault('run-input', number, `"${input}" ${why}.`)]
      }),
    ]
  })
}
