import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { checkFlow } from '../../../engine/language/check.ts'
import type { Manifest, World } from '../../../engine/language/world.ts'
import { compileFlow } from '../../../engine/machine/compile.ts'
import { explored } from '../explore/exploring.ts'
import { plantedFaults } from './faults.ts'

const here = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8')
const flow = here('table.yaml')
const world = JSON.parse(here('manifest.json')) as World & { readonly tools: Manifest }
const bound = 2000

describe('the small agent of README', () => {
  it('has no fault that is checked', () => {
    expect(checkFlow(flow, 'table.yaml', world).diagnostics).toEqual([])
  })
  it('has no fault that exploring finds', { timeout: 60_000 }, () => {
    expect(found(flow)).toEqual([])
  })
})

describe('planted in it,', () => {
  it.each(plantedFaults)('$row is found by $by', { timeout: 60_000 }, ({ from, to, by, code }) => {
    expect(flow).toContain(from)
    const planted = flow.replace(from, to)
    const { diagnostics } = checkFlow(planted, 'table.yaml', world)
    if (by === 'validate') expect(diagnostics.map((one) => one.code)).toContain(code)
    else {
      expect(diagnostics.map((one) => one.code)).toEqual([])
      expect(found(planted)).toContain(code)
    }
  })
})

describe('the table of README', () => {
  const table =
    /\| planted in the agent \|.*\n\|[-|]+\|\n((?:\|.*\n)+)/.exec(readFileSync('README.md', 'utf8'))?.[1] ?? ''
  const rows = table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
  it('has each planted fault, by what is found', () => {
    const faults = rows.slice(0, plantedFaults.length).map(([, row = '', , , ours = '']) => [row, ours])
    expect(faults).toEqual(
      plantedFaults.map(({ row, by, code }) => [row, `\`${code}\`${by === 'explore' ? ' (`test --explore`)' : ''}`]),
    )
  })
  it('says of the others only what is documented, or a dash', () => {
    for (const [, , pipecat, rasa] of rows) for (const cell of [pipecat, rasa]) expect(cell).not.toBe('')
  })
})

describe('the outlines for the other two', () => {
  it('hold to what Pipecat documents that a FlowConfig must', () => {
    const { initial_node: first, nodes } = parse(here('pipecat-flow.yaml')) as {
      initial_node: string
      nodes: Record<string, { task_messages: unknown[]; functions?: readonly PipecatFunction[] }>
    }
    const targets = Object.values(nodes).flatMap(({ functions = [] }) => functions.flatMap(targetsOf))
    for (const name of [first, ...targets]) expect(Object.keys(nodes)).toContain(name)
    expect(new Set([first, ...targets])).toEqual(new Set(Object.keys(nodes)))
  })
  it('hold to what Rasa checks of a flow: slots, actions, responses, and the steps that it goes to', () => {
    const { flows } = parse(here('rasa-flows.yml')) as { flows: { book_table: { steps: readonly RasaStep[] } } }
    const domain = parse(here('rasa-domain.yml')) as Record<'slots' | 'responses', object> & {
      actions: readonly string[]
    }
    const steps = stepsIn(flows.book_table.steps)
    const ids = steps.flatMap(({ id }) => id ?? [])
    for (const { collect, action } of steps) {
      if (collect !== undefined) {
        expect(Object.keys(domain.slots)).toContain(collect)
        expect(Object.keys(domain.responses)).toContain(`utter_ask_${collect}`)
      }
      if (action !== undefined) expect([...domain.actions, ...Object.keys(domain.responses)]).toContain(action)
    }
    for (const to of steps.flatMap(namesIn)) expect([...ids, 'END']).toContain(to)
  })
})

interface PipecatFunction {
  readonly transition_to?: string | { readonly cases: Record<string, string>; readonly default?: string }
}
function targetsOf({ transition_to: to }: PipecatFunction): readonly string[] {
  if (to === undefined || typeof to === 'string') return to === undefined ? [] : [to]
  return [...Object.values(to.cases), ...(to.default === undefined ? [] : [to.default])]
}

interface RasaStep {
  readonly id?: string
  readonly collect?: string
  readonly action?: string
  readonly next?:
    | string
    | readonly { readonly then?: string | readonly RasaStep[]; readonly else?: string | readonly RasaStep[] }[]
}
function stepsIn(steps: readonly RasaStep[]): readonly RasaStep[] {
  return steps.flatMap((step) => [
    step,
    ...branchesOf(step).flatMap((to) => (typeof to === 'string' ? [] : stepsIn(to))),
  ])
}
function namesIn(step: RasaStep): readonly string[] {
  return [...branchesOf(step), step.next].flatMap((to) => (typeof to === 'string' ? [to] : []))
}
function branchesOf({ next }: RasaStep): readonly (string | readonly RasaStep[])[] {
  return next !== undefined && typeof next !== 'string' ? next.map((way) => way.then ?? way.else ?? []) : []
}

/** Codes of what exploring finds that is an error. */
function found(text: string): readonly string[] {
  const { flow: checked } = checkFlow(text, 'table.yaml', world)
  if (checked === null) throw new Error('It is not sound.')
  const { dangers } = explored(compileFlow(checked), { tools: world.tools, runs: bound })
  return [...new Set(dangers.map(({ danger }) => danger.code))].filter((code) => !warnings.includes(code))
}

/** What exploring only warns of. */
const warnings: readonly string[] = ['endless-silence', 'write-after-unknown', 'no-human', 'not-reached']
