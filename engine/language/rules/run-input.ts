import type { Input } from '../flow.ts'
import type { Value } from '../value.ts'
import { typingOf, typeOfSlot } from '../flow-typing.ts'
import { familyOf, nameOf } from '../../expressions/typing.ts'
import { literalType } from '../literal-type.ts'
import { didYouMean } from '../nearest.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'
import type { Path } from '../source.ts'

interface Site {
  readonly flow: string
  readonly given: Readonly<Record<string, Value>>
  readonly path: Path
}

function sitesOf({ flow }: RuleContext): readonly Site[] {
  return [
    ...Object.entries(flow.interrupts).map(([name, { run, with: given }]) => ({
      flow: run,
      given,
      path: ['interrupts', name],
    })),
    ...Object.values(flow.states).flatMap((state) =>
      state.kind === 'run' || state.kind === 'goto_flow'
        ? [{ flow: state.flow, given: state.with, path: ['states', state.name] }]
        : [],
    ),
  ]
}

function* findings(
  { flow, given, path }: Site,
  inputs: Readonly<Record<string, Input>>,
  context: RuleContext,
): Iterable<Finding> {
  for (const [name, input] of Object.entries(inputs)) {
    if (input.default === undefined && !(name in given))
      yield {
        path: [...path, 'with'],
        part: 'key',
        message: `The flow "${flow}" wants "${name}".`,
        advice: `Add it: with: { ${name}: … }.`,
      }
  }
  for (const [name, value] of Object.entries(given)) {
    const at = [...path, 'with', name]
    const input = inputs[name]
    if (input === undefined) {
      const known = Object.keys(inputs)
      const advice =
        didYouMean(name, known) ?? (known.length === 0 ? 'It has no inputs.' : `Its inputs: ${known.join(', ')}.`)
      yield { path: at, part: 'key', message: `The flow "${flow}" has no input "${name}".`, advice }
      continue
    }
    const wanted = typeOfSlot[input.type]
    const state = path[0] === 'states' ? (context.flow.states[String(path[1])] ?? null) : null
    const type =
      'expression' in value
        ? typingOf(context).check(value.expression, state).type
        : 'literal' in value
          ? literalType(value.literal)
          : 'any'
    const families = [familyOf(type), familyOf(wanted)]
    if (families.includes('any') || families[0] === families[1]) continue
    yield {
      path: at,
      message: `The flow "${flow}" wants ${nameOf(wanted)} as "${name}", and this is ${nameOf(type)}.`,
    }
  }
}

export const runInput: Rule = {
  code: 'run-input',
  severity: 'error',
  needs: 'flow',
  about: 'Input that another flow does not take, or that it lacks.',
  why: 'The flow would begin without what it needs.',
  files: [
    {
      file: 'vehicle.yaml',
      text: 'flow: vehicle\ninputs: { claim: { type: integer } }\nstart: bye\nstates: { bye: { end: Thanks } }',
    },
  ],
  bad: `
    flow: demo
    start: car
    states:
      car: { run: vehicle, with: { claim: seven }, next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: car
    states:
      car: { run: vehicle, with: { claim: 7 }, next: bye }
      bye: { end: Goodbye }
  `,
  *check(context) {
    for (const site of sitesOf(context)) {
      const other = context.flows.get(site.flow)
      if (other !== undefined) yield* findings(site, other.flow.inputs, context)
    }
  },
}
