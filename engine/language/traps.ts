import type { Finding, RuleContext } from './rule.ts'
import { headsOfFlows, optionsOfSlots, optionsOfStates } from './schema-keys.ts'
import type { Path, SourceNode } from './source.ts'

export type TrapCode =
  | 'leading-zero'
  | 'hash-is-comment'
  | 'unquoted-not'
  | 'unquoted-template'
  | 'unquoted-comma'
  | 'yes-is-text'
  | 'wrong-indentation'

/** Something that YAML turned into something else. `covers`: faults of shape at or under these paths are its echo. */
export interface Trap extends Finding {
  readonly code: TrapCode
  readonly covers: readonly Path[]
}

/** The traps of one code, as a rule's findings. */
export function trapFindings(code: TrapCode): (context: RuleContext) => Iterable<Finding> {
  return (context) => trapsOf(context).filter((trap) => trap.code === code)
}

const found = new WeakMap<RuleContext, readonly Trap[]>()

/** All traps of a file, found once for all rules. */
export function trapsOf(context: RuleContext): readonly Trap[] {
  const known = found.get(context)
  if (known !== undefined) return known
  const traps: Trap[] = []
  visit(context.source.root, [], context, traps)
  traps.push(...indentation(context))
  found.set(context, traps)
  return traps
}

function visit(node: SourceNode, path: Path, context: RuleContext, traps: Trap[]): void {
  const trap = trapAt(node, path, context)
  if (trap !== null) traps.push(trap)
  if (trap?.code === 'unquoted-template') return
  for (const [key, child] of node.map ?? []) visit(child, [...path, key], context, traps)
  for (const [index, child] of node.list?.entries() ?? []) visit(child, [...path, index], context, traps)
}

function trapAt(node: SourceNode, path: Path, context: RuleContext): Trap | null {
  const { scalar, data } = node
  const trap = (code: TrapCode, message: string, advice: string, extra: Partial<Trap> = {}): Trap => ({
    code,
    path,
    message,
    advice,
    covers: [path],
    ...extra,
  })
  if (node.hasMapKey) {
    return trap(
      'unquoted-template',
      'Without quotes YAML reads "{{" as its own brace.',
      'Put the whole text in quotes: "{{ … }}".',
      { start: node.start, end: node.end },
    )
  }
  if (scalar === null) return null
  if (scalar.tag !== null && !scalar.tag.startsWith('!!')) {
    const start = context.source.owner(path).text.lastIndexOf(scalar.tag, node.start)
    const place = start < 0 ? {} : { start, end: start + scalar.tag.length }
    return trap(
      'unquoted-not',
      'Without quotes YAML reads "!" as a tag and drops what follows it.',
      `Quote it: "${scalar.tag}${scalar.source === '' ? '' : ` ${scalar.source}`}".`,
      place,
    )
  }
  if (typeof data === 'number' && !scalar.quoted && /^[-+]?0[0-9xo]/i.test(scalar.source)) {
    return trap(
      'leading-zero',
      `YAML reads ${scalar.source} as the number ${data}.`,
      `Put it in quotes: "${scalar.source}".`,
    )
  }
  if (typeof data === 'string' && !scalar.quoted && scalar.comment !== null && /^(\S|\s*$)/.test(scalar.comment)) {
    return trap(
      'hash-is-comment',
      `YAML ends the text before "#": what is left is "${scalar.source}".`,
      `Put the whole text in quotes: "${scalar.source} #${scalar.comment.trimEnd()}".`,
    )
  }
  const fault = context.shape.find(
    (other) => other.path.length === path.length && other.path.every((key, index) => key === path[index]),
  )
  if (fault === undefined) return null
  if (data === null && scalar.source === '' && scalar.comment !== null && fault.code === 'wrong-type') {
    return trap(
      'hash-is-comment',
      'YAML reads "#" and what follows it as a comment: there is no value.',
      `Put it in quotes: "#${scalar.comment.trimEnd()}".`,
      { part: 'key' },
    )
  }
  if (typeof data === 'string' && /^(yes|no|on|off)$/i.test(data) && fault.message.includes('true or false')) {
    return trap('yes-is-text', `YAML reads ${data} as text.`, `Write ${/^(yes|on)$/i.test(data) ? 'true' : 'false'}.`)
  }
  const parent = context.source.node(path.slice(0, -1))
  if (data === null && scalar.source === '' && parent?.inline === true && fault.code === 'unknown-key') {
    return trap(
      'unquoted-comma',
      `The comma before "${String(path.at(-1))}" ends the text.`,
      'Put the whole text in quotes.',
      { part: 'key' },
    )
  }
  return null
}

/** An empty key with lines beside it that could only belong under it. */
function indentation({ source, shape }: RuleContext): Trap[] {
  const { root } = source
  return [
    ...beside(
      root,
      [],
      shape,
      (key) => !headsOfFlows.has(key),
      (key) => headsOfFlows.has(key),
    ),
    ...beside(
      root.map?.get('states') ?? null,
      ['states'],
      shape,
      (key) => optionsOfStates.has(key),
      () => true,
    ),
    ...beside(
      root.map?.get('slots') ?? null,
      ['slots'],
      shape,
      (key) => optionsOfSlots.has(key),
      () => true,
    ),
  ]
}

function beside(
  node: SourceNode | null,
  path: Path,
  shape: RuleContext['shape'],
  belongsBelow: (key: string) => boolean,
  canHold: (key: string) => boolean,
): Trap[] {
  const entries = [...(node?.map ?? [])]
  return entries.flatMap(([key, value], index): Trap[] => {
    if (value.data !== null || value.scalar?.comment === '' || !canHold(key)) return []
    if (!shape.some((fault) => fault.path.length === path.length + 1 && fault.path.at(-1) === key)) return []
    const following = entries.slice(index + 1)
    const end = following.findIndex(([other]) => !belongsBelow(other))
    const stray = (end < 0 ? following : following.slice(0, end)).map(([other]) => other)
    const first = stray[0]
    if (first === undefined) return []
    const message = `"${first}" stands beside "${key}", not below it.`
    const advice = `Indent what belongs to "${key}" by two more spaces.`
    return [
      {
        code: 'wrong-indentation',
        path: [...path, first],
        part: 'key',
        message,
        advice,
        covers: [key, ...stray].map((name) => [...path, name]),
      },
    ]
  })
}
