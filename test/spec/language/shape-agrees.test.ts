import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { checkFlow } from '../../../engine/language/check.ts'
import { rules } from '../../../engine/language/rules/registry.ts'
import { parseYaml } from '../../../engine/language/parse.ts'
import { checkShape } from '../../../engine/language/shape.ts'

type Tree = string | number | boolean | null | Tree[] | { [key: string]: Tree }

const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('schemas/flow.schema.json', 'utf8')) as object,
)
const flows = globSync('flows/*/*.yaml')
  .filter((file) => !/\.(test|eval)\.yaml$/.test(file))
  .sort()
  .map((file) => parse(readFileSync(file, 'utf8')) as Tree)

/** What designers do to a file without meaning it. */
const values = [
  null,
  '',
  5,
  0.5,
  true,
  [],
  {},
  [null],
  'yes',
  '6s',
  'one',
  '=slots.n',
  { when: 'true' },
  [{ else: 'x' }],
] as Tree[]
const keys = ['nxt', 'prompt', 'say', 'next', 'when', 'options', 'else', 'to', 'type', 'examples', 'filler']
const mutation = fc.record({
  flow: fc.nat(flows.length - 1),
  at: fc.nat(100_000),
  how: fc.constantFrom('replace', 'remove', 'add', 'rename', 'wrap'),
  value: fc.constantFrom(...values),
  key: fc.constantFrom(...keys),
})
type Mutation = typeof mutation extends fc.Arbitrary<infer M> ? M : never

/** Every place of a tree that has a parent. */
function places(tree: Tree, found: [Tree[] | { [key: string]: Tree }, string | number][] = []): typeof found {
  if (tree === null || typeof tree !== 'object') return found
  for (const key of Array.isArray(tree) ? tree.keys() : Object.keys(tree)) {
    found.push([tree, key])
    places((tree as { [key: string]: Tree })[key] as Tree, found)
  }
  return found
}

function mutated({ flow, at, how, value, key }: Mutation): Tree {
  const tree = structuredClone(flows[flow] ?? null)
  const all = places(tree)
  const [parent, name] = all[at % all.length] ?? [{}, '']
  const map = parent as { [key: string]: Tree }
  const old = map[name] as Tree
  switch (how) {
    case 'replace':
      map[name] = structuredClone(value)
      break
    case 'wrap':
      map[name] = [old]
      break
    case 'remove':
      if (Array.isArray(parent)) parent.splice(Number(name), 1)
      else delete map[name]
      break
    case 'add':
      if (!Array.isArray(parent)) map[key] = structuredClone(value)
      break
    default:
      if (!Array.isArray(parent)) {
        delete map[name]
        map[key] = old
      }
  }
  return tree
}

describe('the verdict on shape', () => {
  it('is the same from a plain ajv and from us, whatever happened to a flow', () => {
    fc.assert(
      fc.property(mutation, (change) => {
        const text = stringify(mutated(change))
        const data = parse(text) as Tree
        const { source } = parseYaml(text, 'flow.yaml')
        const ours =
          source === null ? ['no YAML'] : checkShape(source).faults.map(({ code, path }) => `${path.join('.')} ${code}`)
        expect({ isFine: ours.length === 0, ours }).toEqual({ isFine: validate(data), ours })
      }),
      { numRuns: 60, endOnFailure: true },
    )
  })

  it('of a plain ajv is short: one kind is chosen by its key', () => {
    fc.assert(
      fc.property(mutation, (change) => {
        validate(mutated(change))
        expect((validate.errors ?? []).length).toBeLessThanOrEqual(12)
      }),
      { numRuns: 200 },
    )
  })

  it('and everything else is checked without a crash, each fault by a rule that there is', () => {
    const codes = new Set(rules.map(({ code }) => code))
    fc.assert(
      fc.property(mutation, (change) => {
        for (const { code } of checkFlow(stringify(mutated(change)), 'flow.yaml').diagnostics)
          expect(codes).toContain(code)
      }),
      { numRuns: 30 },
    )
  })
})
