import { plainText } from '../../../engine/language/plain-text.ts'
import type { Finding } from './finding.ts'

const marks = {
  ok: ['✓', '32'],
  warning: ['!', '33;1'],
  wrong: ['✗', '31;1'],
  skipped: ['-', '2'],
} as const

/** For people: a line each, what to do below it, and a line that counts. */
export function drawFindings(findings: readonly Finding[], { colours }: { readonly colours: boolean }): string {
  const widest = Math.max(...findings.map(({ check }) => check.length))
  const lines = findings.flatMap(({ check, status, message, advice }) => {
    const [mark, style] = marks[status]
    const painted = colours ? `\u001B[${style}m${mark}\u001B[0m` : mark
    const line = `${painted} ${check.padEnd(widest)}  ${plainText(message)}`
    return advice === undefined ? [line] : [line, `  ${' '.repeat(widest)}  ${plainText(advice)}`]
  })
  const count = (status: Finding['status']): number => findings.filter((one) => one.status === status).length
  const [bad, doubtful] = [count('wrong'), count('warning')]
  const verdict =
    bad === 0
      ? `Nothing is wrong${doubtful === 0 ? '' : `; ${doubtful} to think about`}.`
      : `${bad} wrong, ${doubtful} to think about.`
  return [...lines, '', verdict].join('\n')
}
