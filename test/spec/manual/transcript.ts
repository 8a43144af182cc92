import type { Flow } from '../../../engine/language/flow.ts'
import { compileFlow } from '../../../engine/machine/compile.ts'
import { chat } from '../../../engine/rehearsal/chat.ts'
import { usual } from '../../../engine/rehearsal/read-step.ts'

/** A Thursday, at one in London: when every conversation of the manual begins. */
const at = Date.parse('2026-10-08T13:00:00+01:00')

/** What `callchart chat` shows when the lines of a transcript are typed again (those that begin with "you> "). */
export function transcriptOf(flow: Flow, before: string): string {
  const typed = before.split('\n').flatMap((line) => /^[a-z_]+> ?(.*)$/.exec(line)?.[1] ?? [])
  const talk = chat(compileFlow(flow), { start: { at, from: usual.from, to: usual.to, seed: 1 } })
  const shown: string[] = []
  let next = talk.next()
  while (next.done !== true && typed.length > 0) {
    if (next.value.wants === 'tool') throw new Error('The manual has no tools of its own.')
    const line = typed.shift() ?? ''
    shown.push(...next.value.lines, `${next.value.prompt}${line}`)
    next = talk.next(line)
  }
  shown.push(...(next.done === true ? next.value : next.value.lines))
  return `${shown.join('\n')}\n`
}
