import type { Diagnostic } from '../../../engine/language/diagnostic.ts'
import type { Flow } from '../../../engine/language/flow.ts'
import { didYouMean } from '../../../engine/language/nearest.ts'
import type { NumberBinding } from '../../define-config.ts'
import { numberFaults } from './number-faults.ts'

/** What is wrong with the versions of a configuration, against the usual flows and those that they bring. */
export function versionFaults(
  versions: readonly { readonly flow: string; readonly percent: number; readonly answering: readonly Flow[] }[],
  usual: readonly Flow[],
  numbers: Readonly<Record<string, string | NumberBinding>>,
): readonly Diagnostic[] {
  const faults: Diagnostic[] = []
  const shares = new Map<string, number>()
  for (const { flow: name, percent, answering } of versions) {
    shares.set(name, (shares.get(name) ?? 0) + percent)
    const names = usual.map((one) => one.flow)
    if (!names.includes(name)) {
      const known = names.length === 0 ? 'There is none at all.' : `There is ${names.join(', ')}.`
      const advice = didYouMean(name, names) ?? known
      faults.push(fault('unknown-flow', name, `there is no flow "${name}" that they would be versions of.`, advice))
    } else if (!answering.some((one) => one.flow === name)) {
      const advice = 'Name the folder or the file that has it.'
      faults.push(fault('unknown-flow', name, `a version's folder has no flow of that name.`, advice))
    } else {
      // what a number binds must fit whichever version its caller gets
      const bound = Object.entries(numbers).filter(([, one]) => (typeof one === 'string' ? one : one.flow) === name)
      faults.push(...numberFaults(Object.fromEntries(bound), answering))
    }
  }
  for (const [name, share] of shares)
    if (share > 100)
      faults.push(fault('too-many-shares', name, `together they would get ${share} % of the callers.`, 'At most 100.'))
  return faults
}

function fault(code: string, flow: string, message: string, advice: string): Diagnostic {
  return {
    code,
    severity: 'error',
    message: `The versions of ${flow}: ${message}`,
    advice,
    place: { file: 'callchart.config', line: 1, column: 1, start: 0, end: 0 },
    path: ['versions', flow],
  }
}
