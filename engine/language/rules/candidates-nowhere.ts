import type { SlotType } from '../slot.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Rule } from '../rule.ts'

/** What is compared with known values. */
const compared: ReadonlySet<SlotType> = new Set(['name', 'postcode', 'spelled', 'digits'])

export const candidatesNowhere: Rule = {
  code: 'candidates-nowhere',
  severity: 'error',
  needs: 'flow',
  about: 'Known values that the tool does not return in that place, or that nothing compares with what was said.',
  why: 'Nobody would notice in a call: the words would be read as if nothing were known.',
  world: {
    tools: {
      customers: {
        effect: 'read',
        output: {
          type: 'object',
          properties: {
            people: { type: 'array', items: { type: 'object', properties: { surname: { type: 'string' } } } },
          },
        },
      },
    },
  },
  bad: `
    flow: demo
    start: ask
    slots: { who: { type: name, candidates: { tool: customers, from: names, label: surname } } }
    states:
      ask: { gather: who, prompt: "Your name?", next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { who: { type: name, candidates: { tool: customers, from: people, label: surname } } }
    states:
      ask: { gather: who, prompt: "Your name?", next: bye }
      bye: { end: Goodbye }
  `,
  *check({ flow, world }) {
    for (const { name, type, candidates } of Object.values(flow.slots)) {
      if (candidates === undefined) continue
      const path = ['slots', name, 'candidates']
      if (!compared.has(type)) {
        const advice = `Leave it out: known values are compared with a ${[...compared].join(', a ')}.`
        yield { path, message: `What is said for a ${type} is not compared with known values.`, advice }
      }
      const output = world.tools?.[candidates.tool]?.output
      if (output === undefined) continue
      const { from, label, tool } = candidates
      const list = from === '' ? output : propertyOf(output, from)
      if (list === undefined) {
        yield {
          path: [...path, 'from'],
          message: `"${tool}" returns no "${from}".`,
          advice: 'Name a field of its result.',
        }
        continue
      }
      const item = asSchema(list)['items']
      if (asSchema(list)['type'] !== undefined && asSchema(list)['type'] !== 'array') {
        const what = from === '' ? `What "${tool}" returns` : `"${from}" of what "${tool}" returns`
        yield {
          path: from === '' ? path : [...path, 'from'],
          message: `${what} is no list.`,
          advice: 'Name the list in its result with from.',
        }
      } else if (label !== undefined && item !== undefined && propertyOf(item, label) === undefined)
        yield {
          path: [...path, 'label'],
          message: `An item of "${from}" has no "${label}".`,
          advice: 'Name a field of an item.',
        }
      else if (label === undefined && asSchema(item)['type'] === 'object')
        yield {
          path,
          message: `An item of "${from}" is no text.`,
          advice: 'Name the field that a caller would say with label.',
        }
    }
  },
}

function asSchema(schema: Json | undefined): JsonObject {
  return schema !== null && typeof schema === 'object' && !Array.isArray(schema) ? (schema as JsonObject) : {}
}

/** Undefined only where the schema names its properties and this is none of them. */
function propertyOf(schema: Json, name: string): Json | undefined {
  const { properties } = asSchema(schema)
  if (properties === undefined) return {}
  return asSchema(properties)[name]
}
