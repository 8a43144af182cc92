import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../../engine/language/diagnostic.ts'
import { drawDiagnostics } from '../../../engine/language/excerpt.ts'
import { LineIndex } from '../../../engine/language/source.ts'

function draw(text: string, part: string): readonly string[] {
  const start = text.indexOf(part)
  const place = new LineIndex('a.yaml', text).place(start, start + part.length)
  const diagnostic: Diagnostic = { code: 'c', severity: 'error', message: 'M.', advice: 'A.', place, path: [] }
  return drawDiagnostics([diagnostic], { textOf: () => text }).split('\n')
}

describe('the excerpt of a diagnostic', () => {
  it('underlines the span, with the advice behind it', () => {
    expect(draw('one: 1\ntwo: 22\n', '22')).toEqual([
      'error[c]: M.',
      '  --> a.yaml:2:6',
      '2 | two: 22',
      '  |      ^^ A.',
    ])
  })
  it('underlines to the end of the line when the span is longer', () => {
    expect(draw('a: b\nc: d\n', 'b\nc')).toEqual(['error[c]: M.', '  --> a.yaml:1:4', '1 | a: b', '  |    ^ A.'])
  })
  it('widens its margin for long line numbers', () => {
    expect(draw(`${'\n'.repeat(99)}a: b`, 'b').slice(1)).toEqual([
      '    --> a.yaml:100:4',
      '100 | a: b',
      '    |    ^ A.',
    ])
  })
  it('cuts a long line around the span', () => {
    const [, , line = '', under = ''] = draw(`a: ${'x'.repeat(300)}HERE${'y'.repeat(300)}`, 'HERE')
    expect(line.length).toBeLessThan(130)
    expect(line.slice(under.indexOf('^'), under.lastIndexOf('^') + 1)).toBe('HERE')
    expect(line).toMatch(/\| ….*…$/)
  })
  it('shows no control characters, and keeps the underline under the span', () => {
    const [, , line = '', under = ''] = draw('a:\t\u001B[31mb: HERE', 'HERE')
    expect(line).toBe('1 | a: ?[31mb: HERE')
    expect(line.slice(under.indexOf('^'), under.lastIndexOf('^') + 1)).toBe('HERE')
  })
  it('stands under the span behind a byte order mark and before a carriage return', () => {
    expect(draw('\uFEFFa: b\r\n', 'b').slice(2)).toEqual(['1 |  a: b', '  |     ^ A.'])
  })
  it('names the place alone where the text is not known', () => {
    const diagnostic: Diagnostic = {
      code: 'c',
      severity: 'warning',
      message: 'M.',
      advice: 'A.',
      place: new LineIndex('a.yaml', 'a: b').place(3, 4),
      path: [],
    }
    expect(drawDiagnostics([diagnostic]).split('\n')).toEqual(['warning[c]: M.', '  --> a.yaml:1:4', '  A.'])
  })
})
