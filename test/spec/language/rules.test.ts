import { describe, expect, it } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'
import { rules } from '../../../engine/language/rules/registry.ts'

const codes = (text: string, world = {}): string[] =>
  checkFlow(text, 'flow.yaml', world).diagnostics.map(({ code }) => code)

describe('every check', () => {
  for (const rule of rules) {
    it(`${rule.code}: its bad example has it and nothing else`, () => {
      expect(codes(rule.bad, rule.world)).toEqual([rule.code])
    })
    it(`${rule.code}: its good example has no fault`, () => {
      expect(codes(rule.good, rule.world)).toEqual([])
    })
    it(`${rule.code}: says what it looks for and why, and how to mend it`, () => {
      const [diagnostic] = checkFlow(rule.bad, 'flow.yaml', rule.world).diagnostics
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
