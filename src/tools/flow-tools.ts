import type { Static, TSchema } from 'typebox'

/**
 * What the flows of a project ask of each tool, by its name. Empty here; the file that `callchart types` writes adds to it
 * what they give each tool, what they read of its result and which errors they route.
 */
// oxlint-disable-next-line typescript/no-empty-interface, typescript/no-empty-object-type
export interface FlowTools {}

interface Asked {
  readonly input: unknown
  readonly output: unknown
  readonly errors: string
  readonly effect: 'read' | 'write'
}

/**
 * What a definition of a tool of this name must be besides a tool, once `FlowTools` knows the name: it takes what flows
 * give, returns what they read, names the errors that they route. The type error stands at the part that disagrees.
 */
export type AsFlowsUseIt<
  N extends string,
  I extends TSchema,
  O extends TSchema,
  E extends readonly string[],
  F,
> = N extends keyof FlowTools
  ? FlowTools[N] extends infer A extends Asked
    ? ([A['input']] extends [Static<I>] ? unknown : { readonly input: { readonly 'flows give': A['input'] } }) &
        ([Static<O>] extends [A['output']] ? unknown : { readonly output: { readonly 'flows read': A['output'] } }) &
        ([A['errors']] extends [E[number]]
          ? unknown
          : { readonly errors: readonly string[] & { readonly 'flows route': A['errors'] } }) &
        ([F] extends [A['effect']]
          ? unknown
          : { readonly effect: string & { readonly 'flows use it as': A['effect'] } })
    : unknown
  : unknown
