import { checkFlow } from '../../engine/language/check.ts'
import type { Diagnostic } from '../../engine/language/diagnostic.ts'
import { drawDiagnostics } from '../../engine/language/excerpt.ts'
import type { Flow } from '../../engine/language/flow.ts'
import { didYouMean } from '../../engine/language/nearest.ts'
import type { World } from '../../engine/language/world.ts'
import { findFlows, type FoundFlow } from './find-flows.ts'
import { nameOfFlow } from './find-tests.ts'
import { ProjectError } from './project.ts'

/** A flow with mistakes: the message draws them. */
export class UnsoundFlow extends Error {
  override readonly name = 'UnsoundFlow'
}

/** The flow that a command's argument means: a file, a folder with one flow, or a name among the flows below `folder`. */
export async function findFlow(argument: string, folder: string): Promise<FoundFlow> {
  const isName = /^[A-Za-z_]\w*$/.test(argument)
  const direct = await findFlows([argument])
  if (direct.problems.length === 0) {
    const [only, ...others] = direct.flows
    if (only !== undefined && others.length === 0) return only
    const names = direct.flows.flatMap(({ text }) => nameOfFlow(text) ?? [])
    throw new ProjectError(`${argument} holds ${direct.flows.length} flows: name one of ${names.join(', ')}.`)
  }
  if (!isName) throw new ProjectError(direct.problems.join('\n'))
  const { flows } = await findFlows([folder])
  const found = flows.find(({ text }) => nameOfFlow(text) === argument)
  if (found !== undefined) return found
  const names = flows.flatMap(({ text }) => nameOfFlow(text) ?? [])
  const advice =
    didYouMean(argument, names) ?? (names.length === 0 ? 'There is none at all.' : `There is ${names.join(', ')}.`)
  throw new ProjectError(`There is no flow "${argument}" below ${folder}. ${advice}`)
}

/** Checks it. Throws UnsoundFlow where it has an error; warnings are given back. */
export function readFlow(
  { file, text }: FoundFlow,
  world: World,
  colours: boolean,
): { readonly flow: Flow; readonly warnings: readonly Diagnostic[] } {
  const { flow, diagnostics } = checkFlow(text, file, world)
  if (flow === null) {
    const drawn = drawDiagnostics(diagnostics, { textOf: () => text, colours })
    throw new UnsoundFlow(drawn === '' ? `${file} cannot be compiled by itself: it may run what is not here.` : drawn)
  }
  return { flow, warnings: diagnostics }
}
