import { parseDuration } from '../duration.ts'
import { commandNames } from '../flow.ts'
import type { Command, CommandName, Flow, Interrupt, KnowledgeEntry } from '../flow.ts'
import type { Json, JsonObject } from '../json.ts'
import { asObject, asText, asTexts, defined, isObject } from '../reading.ts'
import { silence } from './prompt.ts'
import { StateReader } from './state-reader.ts'
import type { StateContext } from './state-reader.ts'

type Head = Pick<
  Flow,
  'outputs' | 'persona' | 'record' | 'voicemail' | 'requires' | 'commands' | 'interrupts' | 'knowledge' | 'runs'
>

/** What the head of a flow says besides its slots: what is always heard, what comes back, who speaks. */
export function readHead(root: JsonObject, context: StateContext): Head {
  // what is said from here may be interrupted like any statement
  const of = new StateReader([], 'say', { outputs: root['outputs'] ?? {} }, context)
  return {
    outputs: of.expressions('outputs'),
    ...defined({
      persona: asText(root['persona']),
      record: root['record'] === 'call' ? ('call' as const) : undefined,
      voicemail: asText(root['voicemail']),
      requires: asText(root['requires']),
    }),
    commands: readCommands(root['commands']),
    interrupts: readInterrupts(root['interrupts'], of),
    knowledge: readKnowledge(root['knowledge'], of),
    runs: {},
  }
}

/** The flow that is run for a command that is only switched on. */
function patternOf(name: CommandName): string {
  return `pattern_${name}`
}

function readCommands(value: Json | undefined): Record<CommandName, Command> {
  const said = asObject(value)
  const asked = (name: CommandName): Json | undefined =>
    name === 'faster' ? (said['slower'] ?? false) !== false : said[name]
  return Object.fromEntries(
    commandNames.map((name) => [name, readCommand(value === true ? true : asked(name), name)]),
  ) as Record<CommandName, Command>
}

function readCommand(value: Json | undefined, name: CommandName): Command {
  if (typeof value === 'string') return { to: value }
  return value === true ? { pattern: patternOf(name) } : 'off'
}

function readInterrupts(value: Json | undefined, of: StateReader): Record<string, Interrupt> {
  const entries = Object.entries(asObject(value)).flatMap(([name, item]): [string, Interrupt][] => {
    if (!isObject(item)) return []
    const resume = asText(item['resume'])
    return [
      [
        name,
        {
          means: asText(item['means']) ?? '',
          examples: asTexts(item['examples']),
          run: asText(item['run']) ?? '',
          with: of.valuesAt(item['with'], ['interrupts', name, 'with']),
          resume: resume === 'ask' || resume === 'silent' ? resume : 'restate',
          cooldownMs: parseDuration(asText(item['cooldown']) ?? '') ?? 0,
        },
      ],
    ]
  })
  return Object.fromEntries(entries)
}

function readKnowledge(value: Json | undefined, of: StateReader): readonly KnowledgeEntry[] {
  if (!Array.isArray(value)) return []
  const taken = new Set<string>()
  return (value as readonly Json[]).flatMap((item, index): KnowledgeEntry[] => {
    if (!isObject(item)) return []
    const questions = asTexts(item['questions'])
    const answer = of.promptAt(item['answer'], ['knowledge', index, 'answer']) ?? silence
    return [{ id: freeId(asText(item['id']) ?? slug(questions[0] ?? ''), taken), questions, answer }]
  })
}

/** "Do you have parking?" as "do-you-have-parking". */
function slug(question: string): string {
  const words = question.toLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, '')
  return (
    words
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 64) || 'entry'
  )
}

function freeId(wanted: string, taken: Set<string>): string {
  let id = wanted
  for (let count = 2; taken.has(id); count++) id = `${wanted}-${count}`
  taken.add(id)
  return id
}
