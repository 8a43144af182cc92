import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { plantedFaults, type PlantedFault } from './faults.ts'

const here = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8')
const flow = here('table.yaml')

/** What one of our commands finds, by the flow's file. */
function run(
  folder: string,
  ...args: readonly string[]
): { readonly status: number; readonly found: readonly Found[] } {
  const bin = join(import.meta.dirname, '../../../src/cli/bin.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd: folder, encoding: 'utf8' })
  if (status === null || stdout === '') throw new Error(`callchart ${args.join(' ')}: ${stderr}`)
  const read = JSON.parse(stdout) as { diagnostics?: readonly Told[]; flows?: readonly { found: readonly Told[] }[] }
  const told = read.diagnostics ?? read.flows?.flatMap(({ found }) => found) ?? []
  return { status, found: told.map(({ file, place, ...found }) => ({ ...found, file: file ?? place?.file ?? '' })) }
}
interface Told {
  readonly code: string
  readonly severity: string
  readonly file?: string
  readonly place?: { readonly file: string }
}
interface Found {
  readonly code: string
  readonly severity: string
  readonly file: string
}

/** The small agent by its name, and each of these with its fault, as files of one folder. */
function folderOf(faults: readonly PlantedFault[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'compared-'))
  copyFileSync(join(import.meta.dirname, 'manifest.json'), join(folder, 'manifest.json'))
  const texts = [flow, ...faults.map(({ from, to }) => flow.replace(from, to))]
  for (const [index, text] of texts.entries())
    writeFileSync(join(folder, `table_${index}.yaml`), text.replace('flow: table', `flow: table_${index}`))
  return folder
}

describe('planted in the small agent of README,', () => {
  it.each(plantedFaults)('$row can be planted', ({ from }) => expect(flow.split(from)).toHaveLength(2))
  it('every fault is found by callchart validate, and none in the agent as it is', { timeout: 120_000 }, () => {
    const { status, found } = run(
      folderOf(plantedFaults),
      'validate',
      '.',
      '--tools',
      'manifest.json',
      '--format',
      'json',
    )
    expect(status).toBe(1)
    const codes = (index: number): readonly string[] =>
      found.filter(({ file }) => file.endsWith(`table_${index}.yaml`)).map(({ code }) => code)
    expect(codes(0)).toEqual([])
    for (const [index, { row, by, code }] of plantedFaults.entries())
      if (by === 'validate') expect(codes(index + 1), row).toContain(code)
      else expect(codes(index + 1), row).toEqual([])
  })
  it('what only exploring finds is found by callchart test --explore', { timeout: 120_000 }, () => {
    const faults = plantedFaults.filter(({ by }) => by === 'explore')
    const explore = ['test', '--explore', '.', '--tools', 'manifest.json', '--runs', '2000', '--format', 'json']
    const { status, found } = run(folderOf(faults), ...explore)
    expect(status).toBe(1)
    const expected = faults.map(({ code }, index) => [`table_${index + 1}.yaml`, code])
    const errors = found.filter(({ severity }) => severity === 'error')
    expect(errors.map(({ file, code }) => [file, code])).toEqual(expected)
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
