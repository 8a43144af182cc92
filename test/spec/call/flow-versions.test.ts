import { describe, expect, test } from 'vitest'
import { loadFlows, type FlowLibrary, type VersionSources } from '../../../src/call/flows/flow-library.ts'
import { createSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts'

const shop = (greeting: string): string => `
flow: shop
inputs: { branch: { type: text, default: Soho } }
start: greet
states:
  greet: { greeting: "${greeting}", next: bye }
  bye: { end: Goodbye! }
`
const usual = [{ file: 'flows/shop.yaml', text: shop('Hello.') }]
const version = (greeting: string, percent: number): VersionSources => ({
  flow: 'shop',
  percent,
  sources: [{ file: `flows-${greeting}/shop.yaml`, text: shop(greeting) }],
})

async function load(versions: readonly VersionSources[]) {
  const store = createSqliteStore({ file: ':memory:' })
  return { ...(await loadFlows(usual, store, { versions, numbers: { '*': 'shop' } })), store }
}

const callers = Array.from({ length: 4000 }, (_, index) => `+4479460${String(index).padStart(5, '0')}`)
const bundlesOf = (library: FlowLibrary) =>
  new Map(callers.map((caller) => [caller, library.forNumber('+440', caller)?.bundle]))

describe('versions of a flow side by side', () => {
  test('each gets its share of the callers', async () => {
    const { library } = await load([version('one', 10), version('two', 30)])
    const counts = new Map<string | undefined, number>()
    for (const bundle of bundlesOf(library).values()) counts.set(bundle, (counts.get(bundle) ?? 0) + 1)
    const [plain, one, two] = library.all.map(({ bundle }) => (counts.get(bundle) ?? 0) / callers.length)
    // 4,000 draws: three standard deviations are at most 0.024
    expect(plain).toBeCloseTo(0.6, 1)
    expect(Math.abs((one ?? 0) - 0.1)).toBeLessThan(0.024)
    expect(Math.abs((two ?? 0) - 0.3)).toBeLessThan(0.024)
  })

  test('a caller gets the same one on every server, and keeps it when its share grows', async () => {
    const [first, second, grown] = await Promise.all([
      load([version('one', 10)]),
      load([version('one', 10)]),
      load([version('one', 25)]),
    ])
    const [before, elsewhere, after] = [first, second, grown].map(({ library }) => bundlesOf(library))
    expect(elsewhere).toEqual(before)
    const one = first.library.all[1]?.bundle
    const had = callers.filter((caller) => before?.get(caller) === one)
    expect(had.length).toBeGreaterThan(300)
    for (const caller of had) expect(after?.get(caller)).toBe(one)
  })

  test('a version is kept in the store, for other servers to end its calls with', async () => {
    const { library, store } = await load([version('one', 100)])
    const compiled = library.forNumber('+440', '+447700900123')
    expect(compiled?.bundle).toBe(library.all[1]?.bundle)
    expect(await store.getBundle(compiled?.bundle ?? '')).toContain('one')
  })

  test('what is wrong with them is told before any call', async () => {
    const messages = async (versions: readonly VersionSources[]): Promise<readonly string[]> =>
      (await load(versions)).diagnostics.map(({ message }) => message)
    expect(await messages([{ ...version('one', 10), flow: 'shopp' }])).toEqual([
      'The versions of shopp: there is no flow "shopp" that they would be versions of.',
    ])
    expect(await messages([version('one', 60), version('two', 60)])).toEqual([
      'The versions of shop: together they would get 120 % of the callers.',
    ])
    expect(
      await messages([
        {
          ...version('one', 10),
          sources: [{ file: 'a.yaml', text: shop('one').replace('flow: shop', 'flow: other') }],
        },
      ]),
    ).toEqual(["The versions of shop: a version's folder has no flow of that name."])
  })
})
