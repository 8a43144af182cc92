/**
 * Records golden calls anew: `node test/golden/record.ts [CALL.json …]`. Of the conversations in flows/ it keeps those
 * that between them take every transition that any of them takes, and adds calls that were recorded elsewhere
 * (`callchart replay CALL --save CALL.json`; only calls of invented callers). Read the diff of the stories before you commit it.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { checkFlows } from '../../engine/language/check.ts'
import { compileFlow, compileStored } from '../../engine/machine/compile.ts'
import { runTest } from '../../engine/rehearsal/run-test.ts'
import { readTestFile } from '../../engine/rehearsal/test-file.ts'
import type { Stub } from '../../engine/rehearsal/test-step.ts'
import { findTests, flowsBeside, nameOfFlow } from '../../src/cli/tests/find-tests.ts'
import { parseRecordedCall } from '../../src/cli/stored/recorded-call.ts'
import { goldenFolder, writeGoldenCall, type GoldenCall } from './golden-call.ts'

/** A call that may be kept. */
export interface Candidate {
  readonly name: string
  readonly call: GoldenCall
  readonly flow: object
  /** The transitions that it takes. */
  readonly ways: ReadonlySet<string>
}

const failing: Stub = { outcome: { ok: false, error: 'unavailable', message: '' }, takesMs: 100 }

async function conversations(): Promise<readonly Candidate[]> {
  const found: Candidate[] = []
  for (const { file, text } of (await findTests(['flows'])).files) {
    const { file: tests } = readTestFile(text, file)
    const flows = await flowsBeside(file)
    const own = flows.find((one) => nameOfFlow(one.text) === tests?.flow)
    const { flow = null } = checkFlows(flows, {}).results.find((one) => one.file === own?.file) ?? {}
    if (tests === null || flow === null) continue
    const compiled = compileFlow(flow)
    for (const test of tests.tests) {
      const acting = runTest(compiled, test.setting, test)
      let next = acting.next()
      while (next.done !== true) next = acting.next(failing)
      const { rehearsal, failure } = next.value
      if (failure !== null) continue
      const { events, snapshot, ways } = rehearsal
      // One that begins in the middle is of a flow that nobody serves.
      if (snapshot.bundle !== compiled.bundle) continue
      found.push({
        name: `${flow.flow}-${test.name.replaceAll(/\W+/gu, '-').slice(0, 60)}`,
        call: { flow: flow.flow, from: `${file}: ${test.name}`, bundle: compiled.bundle, events, snapshot },
        flow: compiled.flow,
        ways: new Set(ways.map((way) => `${way.flow ?? flow.flow} ${way.from} ${way.to} ${way.why}`)),
      })
    }
  }
  return found
}

/** What is new in fewer transitions is told by the conversation's own test. */
const fewestFresh = 6

/** Greedily: the call that takes most of what none before it has taken. */
export function chosen(candidates: readonly Candidate[]): readonly Candidate[] {
  const taken = new Set<string>()
  const kept: Candidate[] = []
  const fresh = ({ ways }: Candidate): number => [...ways].filter((way) => !taken.has(way)).length
  for (;;) {
    const [best] = candidates.toSorted((a, b) => fresh(b) - fresh(a))
    if (best === undefined || fresh(best) < fewestFresh) return kept
    for (const way of best.ways) taken.add(way)
    kept.push(best)
  }
}

async function recorded(file: string): Promise<Candidate> {
  const { flow, events, snapshot } = parseRecordedCall(await readFile(file, 'utf8'), file)
  if (snapshot === null) throw new Error(`${file} has no snapshot.`)
  const name = basename(file).replace(/(\.call)?\.json$/u, '')
  const { bundle } = compileStored(flow)
  return {
    name,
    flow,
    ways: new Set(),
    call: { flow: flow.flow, from: 'a call over sockets', bundle, events, snapshot },
  }
}

async function record(files: readonly string[]): Promise<void> {
  const given = await Promise.all(files.map(recorded))
  const all = [...given, ...chosen(await conversations())]
  for (const folder of ['calls', 'flows']) {
    await rm(join(goldenFolder, folder), { recursive: true, force: true })
    await mkdir(join(goldenFolder, folder), { recursive: true })
  }
  for (const { name, call, flow } of all) {
    await writeFile(join(goldenFolder, 'calls', `${name}.jsonl`), writeGoldenCall(call))
    await writeFile(join(goldenFolder, 'flows', `${call.bundle}.jsonl`), `${JSON.stringify(flow)}\n`)
  }
  console.log(`${all.length} calls. Now: npx vitest run test/golden -u, and read the diff of the stories.`)
}

if (process.argv[1]?.endsWith('golden/record.ts') === true) await record(process.argv.slice(2))
