import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'
import { drawDiagnostics } from '../../../engine/language/excerpt.ts'
import { rules } from '../../../engine/language/rules/registry.ts'

const sound = 'flow: demo\nstart: ask\nstates:\n  ask: { say: Hello, next: bye }\n  bye: { end: Goodbye }\n'
const codes = (text: string): string[] => [...new Set(checkFlow(text, 'flow.yaml').diagnostics.map(({ code }) => code))]

/** Milliseconds of this thread alone: the machine may be busy with other tests. */
function spent(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

describe('bytes that editors leave', () => {
  it.each([
    ['a byte order mark', `\uFEFF${sound}`],
    ['Windows line ends', sound.replaceAll('\n', '\r\n')],
    ['both', `\uFEFF${sound.replaceAll('\n', '\r\n')}`],
    ['no line end', sound.trimEnd()],
    ['blank lines and comments', `\n# a flow\n\n${sound}\n# end\n`],
    ['a document mark', `---\n${sound}`],
    ['JSON', JSON.stringify({ flow: 'demo', start: 'bye', states: { bye: { end: 'Goodbye' } } })],
    ['anchors', 'flow: demo\nstart: ask\nstates:\n  ask: { say: &hi Hello, next: bye }\n  bye: { end: *hi }\n'],
  ])('%s: the flow is read', (_, text) => {
    const { flow, diagnostics } = checkFlow(text, 'flow.yaml')
    expect(diagnostics).toEqual([])
    expect(flow?.flow).toBe('demo')
  })

  it.each([
    ['a byte order mark', '\uFEFF', '\n'],
    ['Windows line ends', '', '\r\n'],
  ])('%s: places are as the editor counts them', (_, head, end) => {
    const text = head + sound.replace('next: bye', 'next: by').replaceAll('\n', end)
    const [diagnostic] = checkFlow(text, 'flow.yaml').diagnostics
    expect(diagnostic).toMatchObject({ code: 'unknown-state', place: { line: 4, column: 28 } })
    expect(text.slice(diagnostic?.place.start, diagnostic?.place.end)).toBe('by')
  })
})

describe('files that are no flow', () => {
  const deep = (open: string, times: number): string => open.repeat(times)
  const aliases = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...[...'bcdefghi'].map((name, index) => `${name}: &${name} [${`*${'abcdefgh'[index] ?? ''},`.repeat(9)}]`),
  ].join('\n')
  let keys = ''
  for (let n = 0; n < 60_000; n++) keys += `k${n}: v\n`
  const cases: readonly (readonly [string, string, string])[] = [
    ['nothing', '', 'wrong-type'],
    ['a word', 'hello', 'wrong-type'],
    ['a list', '- a\n- b', 'wrong-type'],
    ['a NUL byte', 'flow: de\0mo', 'yaml-syntax'],
    ['binary', '\u0089PNG\r\n\u001A\n\0\0', 'yaml-syntax'],
    ['ten megabytes', 'x'.repeat(10_000_000), 'file-too-large'],
    ['ten megabytes of YAML', sound.repeat(100_000), 'file-too-large'],
    ['sixty thousand keys', keys, 'file-too-large'],
    ['brackets without end', deep('[', 500_000), 'file-too-large'],
    ['braces without end', deep('{a: ', 200_000), 'file-too-large'],
    ['dashes without end', deep('- ', 400_000), 'file-too-large'],
    ['question marks without end', deep('? ', 400_000), 'file-too-large'],
    [
      'indentation without end',
      Array.from({ length: 1000 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'),
      'file-too-large',
    ],
    ['an alias bomb', aliases, 'file-too-large'],
    ['an alias of itself', 'flow: &a [*a]', 'yaml-syntax'],
    ['an alias of nothing', 'flow: *a', 'yaml-syntax'],
    ['quotes without end', '"'.repeat(100_000), 'yaml-syntax'],
    ['one long line of templates', `flow: "${'{{ '.repeat(300_000)}"`, 'wrong-value'],
    ['a name that is every object’s', 'flow: demo\n__proto__: { start: x }', 'bad-name'],
    ['another', 'flow: demo\nconstructor: { start: x }', 'unknown-key'],
    ['names that are every object’s', sound.replaceAll('ask', 'toString').replaceAll('bye', 'constructor'), ''],
  ]
  it.each(cases)('%s: a diagnostic within a second', (_, text, code) => {
    const from = spent()
    const found = codes(text)
    expect(spent() - from).toBeLessThan(1000)
    if (code === '') expect(found).toEqual([])
    else expect(found).toContain(code)
  })
})

describe('any text at all', () => {
  const examples = rules.flatMap(({ bad, good }) => [bad, good])
  const drawn = (text: string): void => {
    const { flow, diagnostics } = checkFlow(text, 'flow.yaml')
    expect(flow === null).toBe(diagnostics.some(({ severity }) => severity === 'error'))
    for (const { place } of diagnostics) {
      expect(place.start).toBeLessThanOrEqual(place.end)
      expect(place.end).toBeLessThanOrEqual(text.length)
    }
    expect(drawDiagnostics(diagnostics, { textOf: () => text, colours: true })).toBeTypeOf('string')
  }

  it('is checked and drawn without a throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 300 })), drawn),
      { numRuns: 500 },
    )
  })

  it('so is a flow with pieces cut out, doubled and put elsewhere', () => {
    const edit = fc.record({
      at: fc.nat(2000),
      remove: fc.nat(40),
      insert: fc.oneof(
        fc.constantFrom(
          '\n',
          '  ',
          ': ',
          '- ',
          '{',
          '}',
          '[',
          ']',
          '"',
          "'",
          '#',
          '!',
          '&a',
          '*a',
          '|',
          '>',
          '{{',
          '}}',
          '\t',
          'null',
          '0123',
        ),
        fc.string({ maxLength: 10 }),
      ),
    })
    fc.assert(
      fc.property(fc.constantFrom(...examples), fc.array(edit, { minLength: 1, maxLength: 4 }), (example, edits) => {
        let text = example
        for (const { at, remove, insert } of edits) {
          const from = at % (text.length + 1)
          text = text.slice(0, from) + insert + text.slice(from + remove)
        }
        drawn(text)
      }),
      { numRuns: 1500 },
    )
  })

  it('so is JSON of a flow’s keys with any values', () => {
    const key = fc.constantFrom(
      'flow',
      'start',
      'states',
      'slots',
      'defaults',
      'hours',
      'inputs',
      'a',
      'say',
      'gather',
      'prompt',
      'next',
      'when',
      'to',
      'else',
      'options',
      'type',
      'noinput',
      'set',
      'filler',
      'denied',
      'end',
      'tool',
      'with',
      'save',
    )
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom<unknown>('a', '=slots.a', '{{ slots.a | time }}', 'integer', 'slots.a > 3', null, true, 3, ''),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
      ),
    }))
    fc.assert(
      fc.property(tree, (data) => drawn(JSON.stringify(data))),
      { numRuns: 1500 },
    )
  })
})

describe('speed', () => {
  it('three hundred states are checked in 150 ms once warm', () => {
    let text = 'flow: large\ntimezone: Europe/London\nstart: s0\nslots:\n'
    for (let n = 0; n < 50; n++) text += `  slot_${n}: { type: integer, min: 1 }\n`
    text += 'states:\n'
    for (let n = 0; n < 300; n++) {
      const next = n === 299 ? 'bye' : `s${n + 1}`
      const slot = `slot_${n % 50}`
      text += `  s${n}:\n    gather: ${slot}\n    prompt: ["How many of ${n}, {{ call.to | phone }}?", And how many?]\n    nomatch: [Sorry?, { to: bye }]\n    next: [{ when: "slots.${slot} > ${n}", to: ${next} }, { else: ${next} }]\n`
    }
    text += '  bye: { end: Goodbye }\n'
    for (let warm = 0; warm < 3; warm++) checkFlow(text, 'large.yaml')
    const times = Array.from({ length: 5 }, () => {
      const from = spent()
      expect(checkFlow(text, 'large.yaml').diagnostics).toEqual([])
      return spent() - from
    })
    expect(Math.min(...times)).toBeLessThan(150)
  })
})
