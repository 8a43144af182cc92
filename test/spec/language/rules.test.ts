import { describe, expect, it } from 'vitest'
import { rules } from '../../../engine/language/rules/registry.ts'
import { checkExample } from './example.ts'

describe('every check', () => {
  for (const rule of rules) {
    const codes = (text: string): readonly string[] => checkExample(rule, text).diagnostics.map(({ code }) => code)
    it(`${rule.code}: its bad example has it and nothing else`, () => {
      expect(codes(rule.bad)).toEqual([rule.code])
    })
    it(`${rule.code}: its good example has no fault`, () => {
      expect(codes(rule.good)).toEqual([])
    })
    it(`${rule.code}: says what it looks for and why, and how to mend it`, () => {
      const [diagnostic] = checkExample(rule, rule.bad).diagnostics
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
