import type { Json } from './json.ts'
import { asObject, asTexts, isObject } from './reading.ts'
import type { Names } from './rule.ts'

/** What a flow declares, broken things too. */
export function namesOf(data: Json): Names {
  const root = asObject(data)
  const keys = (name: string): string[] => Object.keys(asObject(root[name]))
  const saved = new Set<string>()
  const collect = (state: Json): void => {
    if (!isObject(state)) return
    for (const name of Object.keys(asObject(state['save']))) saved.add(name)
    // a list of names is a fault of its own, and what reads them is none
    for (const name of asTexts(state['save'])) saved.add(name)
    for (const target of Object.keys(asObject(state['set']))) if (!target.includes('.')) saved.add(target)
    for (const option of Object.values(asObject(state['options']))) collect(option)
  }
  for (const state of Object.values(asObject(root['states']))) collect(state)
  return {
    states: keys('states'),
    slots: keys('slots'),
    inputs: keys('inputs'),
    hours: keys('hours'),
    prompts: keys('prompts'),
    saved: [...saved],
  }
}
