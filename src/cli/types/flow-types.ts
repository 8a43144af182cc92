import { typingOf, typeOfSlot } from '../../../engine/language/flow-typing.ts'
import { GrowingShape } from '../../../engine/language/read-shape.ts'
import type { Origin } from '../../../engine/language/result-reading.ts'
import { choiceOrigins, resultsRead } from '../../../engine/language/results-read.ts'
import type { RuleContext } from '../../../engine/language/rule.ts'
import type { Slot } from '../../../engine/language/slot.ts'
import { toolsAsked } from '../../../engine/language/tools-asked.ts'
import type { AskedOfTool } from '../../../engine/language/tools-asked.ts'
import { key, objectType, oneOf, shapeText, slotText, text, typeText } from './typescript.ts'
import type { Member } from './typescript.ts'

/**
 * TypeScript of what flows have and what they ask of tools: `Flows`, `Tools`, and the augmentation by which `defineTool`
 * holds each handler to it. The same flows make the same bytes. The flows must be sound.
 */
export function flowTypes(contexts: readonly RuleContext[]): string {
  const sorted = contexts.toSorted((a, b) => (a.flow.flow < b.flow.flow ? -1 : 1))
  const flows = sorted.map((context) => ({
    name: context.flow.flow,
    about: context.flow.description === undefined ? [] : [context.flow.description],
    type: flowType(context),
  }))
  const tools = toolsAsked(sorted).map((asked) => ({
    name: asked.tool,
    about: [`Called by ${asked.by.map(({ flow, place }) => `${flow} (${place})`).join(', ')}.`],
    type: toolType(asked),
  }))
  return [
    '// Written by `callchart types`: do not edit. `--check` tells whether it is as the flows are.',
    '/* eslint-disable */',
    "import type {} from 'callchart'",
    '',
    '/** What each flow has, by its name. Dates and times are ISO 8601, phone numbers E.164. */',
    `export interface Flows ${objectType(flows, '')}`,
    '',
    '/** What the flows ask of each tool: what they give it, what they read of its result, the errors that they route. */',
    `export interface Tools ${objectType(tools, '')}`,
    '',
    "declare module 'callchart' {",
    '  /** A tool that is defined otherwise than the flows use it is a type error. */',
    '  interface FlowTools extends Tools {}',
    '}',
    '',
  ].join('\n')
}

function flowType(context: RuleContext): string {
  const { flow } = context
  const typing = typingOf(context)
  const inputs = Object.entries(flow.inputs).map(([name, input]): Member => ({
    name,
    type: inputText(input.type),
    isOptional: input.default !== undefined,
  }))
  const slots = Object.values(flow.slots).map((slot): Member => ({
    name: slot.name,
    type: chosenText(choiceOrigins(flow, slot), slotText(slot, typing.slot(slot.name))),
    isOptional: true,
    about: aboutSlot(slot),
  }))
  const outputs = Object.entries(flow.outputs).map(([name, expression]): Member => ({
    name,
    type: `${typeText(typing.check(expression, null).type, 'unknown')} | null`.replace('unknown | null', 'unknown'),
  }))
  const read = resultsRead(flow)
  const waits = Object.values(flow.states).flatMap((state) => (state.kind === 'wait' ? [state.event] : []))
  const events = [...new Set(waits)].map((name): Member => ({
    name,
    type: shapeText(read.get(`event:${name}`) ?? new GrowingShape()),
  }))
  const parts: readonly Member[] = [
    { name: 'inputs', type: objectType(inputs, '    ') },
    { name: 'slots', type: objectType(slots, '    ') },
    { name: 'outputs', type: objectType(outputs, '    ') },
    {
      name: 'events',
      type: objectType(events, '    '),
      about: ['What it waits for: the data that each event brings.'],
    },
  ]
  return objectType(parts, '  ')
}

/** One of what a tool has found: as its `output` above, where no manifest tells more. */
function chosenText(origins: readonly Origin[], known: string): string {
  const found = origins.flatMap(({ source, path }) => {
    if (known !== 'unknown' || !source.startsWith('tool:')) return []
    const steps = path.map((step) => (step === 'items' ? '[number]' : `[${text(step.field)}]`))
    return [`Tools[${text(source.slice('tool:'.length))}]['output']${steps.join('')}`]
  })
  return found.length === 0 ? known : found.join(' | ')
}

function inputText(type: Slot['type']): string {
  return type === 'duration' ? 'string' : typeText(typeOfSlot[type], 'unknown')
}

function aboutSlot({ hint, sensitive }: Slot): readonly string[] {
  const kept = sensitive === undefined ? [] : [sensitive === 'pci' ? 'Payment data.' : 'Personal data.']
  const words = hint === undefined ? [] : [`${hint.charAt(0).toUpperCase()}${hint.slice(1)}.`.replace(/\.\.$/, '.')]
  return words.length + kept.length === 0 ? [] : [[...words, ...kept].join(' ')]
}

function toolType({ given, read, errors, effect }: AskedOfTool): string {
  const parts: readonly Member[] = [
    { name: 'input', type: givenText(given) },
    { name: 'output', type: shapeText(read) },
    { name: 'errors', type: oneOf(errors) },
    { name: 'effect', type: effect === null ? "'read' | 'write'" : `'${effect}'` },
  ]
  return objectType(parts, '  ')
}

/** What a tool is given, by each that calls it; alike ones once. */
function givenText(given: AskedOfTool['given']): string {
  const texts = given.map((values) => {
    const fields = Object.entries(values)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, type]) => `${key(name)}: ${typeText(type, 'any')}`)
    return fields.length === 0 ? '{}' : `{ ${fields.join('; ')} }`
  })
  return [...new Set(texts)].toSorted().join(' | ')
}
