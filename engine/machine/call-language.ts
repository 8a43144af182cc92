import type { Flow } from '../language/flow.ts'
import { primaryLanguage } from '../language/language-tag.ts'
import type { CompiledFlow } from './compile.ts'
import type { CallContext } from './snapshot.ts'

/** Of the languages that a flow is spoken in the one that is meant ("de" for "de-DE"); null where it is none of them. */
export function languageMeant(flow: Flow, wanted: string): string | null {
  const all = [flow.language, ...flow.languages]
  return (
    all.find((tag) => tag === wanted) ?? all.find((tag) => primaryLanguage(tag) === primaryLanguage(wanted)) ?? null
  )
}

/** What is spoken in a call just now: what was chosen for it, else the language of the flow that is running. */
export function spokenLanguage(
  { flow, inner }: CompiledFlow,
  context: Pick<CallContext, 'language' | 'flow'> | undefined,
): string {
  const running = context?.flow === undefined ? flow : (inner(context.flow)?.flow ?? flow)
  return context?.language ?? running.language
}
