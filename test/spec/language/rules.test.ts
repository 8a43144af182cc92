import { describe, expect, it } from 'vitest'
import { checkFlow, checkFlows } from '../../../engine/language/check.ts'
import type { Diagnostic } from '../../../engine/language/diagnostic.ts'
import type { Rule } from '../../../engine/language/rule.ts'
import { rules } from '../../../engine/language/rules/registry.ts'

/** What is found in an example, the rule's other files and older version beside it. */
function found({ world = {}, files = [], base }: Rule, text: string): readonly Diagnostic[] {
  const old = base === undefined ? null : checkFlow(base, 'flow.yaml', world).flow
  const bases = new Map(old === null ? [] : [[old.flow, old]])
  return checkFlows([...files, { file: 'flow.yaml', text }], world, bases).diagnostics
}
const codes = (rule: Rule, text: string): readonly string[] => found(rule, text).map(({ code }) => code)

describe('every check', () => {
  for (const rule of rules) {
    it(`${rule.code}: its bad example has it and nothing else`, () => {
      expect(codes(rule, rule.bad)).toEqual([rule.code])
    })
    it(`${rule.code}: its good example has no fault`, () => {
      expect(codes(rule, rule.good)).toEqual([])
    })
    it(`${rule.code}: says what it looks for and why, and how to mend it`, () => {
      const [diagnostic] = found(rule, rule.bad)
      expect(rule.about).toMatch(/^[A-Zy=].*\.$/)
      expect(rule.why).toMatch(/\.$/)
      expect(diagnostic?.severity).toBe(rule.severity)
      expect(diagnostic?.message).toMatch(/^.{10,}\.$/)
    })
  }

  it('has a code of its own', () => {
    expect(new Set(rules.map(({ code }) => code)).size).toBe(rules.length)
  })
})
