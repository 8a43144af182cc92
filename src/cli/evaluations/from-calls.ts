import { randomInt } from 'node:crypto'
import { Document, visit } from 'yaml'
import { compileStored } from '../../../engine/machine/compile.ts'
import type { Flow } from '../../../engine/language/flow.ts'
import { unsureIn } from '../../../engine/rehearsal/record/unsure-turns.ts'
import type { CallStore } from '../../store/store.ts'
import { withStore } from '../stored/configured-store.ts'
import { ProjectError } from '../project/project.ts'

/** So many calls are looked at, the newest. */
const mostCalls = 10_000

/**
 * What the calls of the store were unsure of, as evaluations without labels, one document a flow: personal data replaced. Rejects
 * with ProjectError where there is nothing.
 */
export async function unsureTurns(sinceMs: number, only?: string): Promise<string> {
  const found = await withStore((store) => collect(store, Date.now() - sinceMs, only))
  if (found.size === 0)
    throw new ProjectError('No call of the store was unsure of anything. callchart calls lists those that it has.')
  return [...found].map(([flow, states]) => write(flow, states)).join('---\n')
}

type States = ReadonlyMap<string, ReadonlySet<string>>

async function collect(store: CallStore, since: number, only?: string): Promise<ReadonlyMap<string, States>> {
  const flows = new Map<string, Map<string, Set<string>>>()
  for (const { callId, bundle, flow: name, startedAt } of await store.list({ limit: mostCalls })) {
    if (startedAt < since || (only !== undefined && name !== only)) continue
    const text = await store.getBundle(bundle)
    const events = (await store.log(callId)).map(({ event }) => event)
    if (text === null || events[0]?.type !== 'call.started') continue
    const compiled = compileStored(JSON.parse(text) as Flow)
    for (const { state, utterance } of unsureIn(compiled, events, () => randomInt(2 ** 47) / 2 ** 47)) {
      const states = flows.get(name) ?? new Map<string, Set<string>>()
      flows.set(name, states)
      states.set(state, (states.get(state) ?? new Set()).add(utterance))
    }
  }
  return flows
}

function write(flow: string, states: States): string {
  const document = new Document({
    flow,
    states: Object.fromEntries([...states].map(([state, said]) => [state, { unlabelled: [...said] }])),
  })
  document.commentBefore = [
    'yaml-language-server: $schema=https://unpkg.com/callchart/schemas/eval.schema.json',
    'What calls were unsure of; names, numbers and the like are invented. Put each under what it means: options, knowledge,',
    'interrupts, commands, or unsure where it is none of them.',
  ]
    .map((line) => ` ${line}`)
    .join('\n')
  visit(document, {
    Scalar: (key, node) => {
      if (key !== 'key' && typeof node.value === 'string' && node.value !== flow) node.type = 'QUOTE_DOUBLE'
    },
  })
  return document.toString({ lineWidth: 0 })
}
