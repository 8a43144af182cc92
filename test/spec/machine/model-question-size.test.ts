import { expect, test } from 'vitest'
import { aProject } from './project.ts'

/** As large as a flow of a real business gets: every command, six interrupts, a hundred answers, two slots of seven options. */
const many = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => line(n)).join('\n')
const flow = `
start: ask
persona: The receptionist of a large practice in the middle of a town, who is calm, friendly and brief.
commands: { help: true, repeat: true, goback: true, wait: true, operator: bye, cancel: true, slower: true }
interrupts:
${many(6, (n) => `  topic_${n}: { means: asks about the topic number ${n} of our trade, examples: [what about ${n}, tell me about topic ${n}], run: topic, resume: restate }`)}
knowledge:
${many(100, (n) => `  - { id: entry_number_${n}, questions: ["what do I do about the car park number ${n}", "where is the car park ${n} that I may use"], answer: Answer ${n}. }`)}
slots:
${many(2, (n) => `  town_${n}: { type: choice, hint: the town, options: { ${Array.from({ length: 7 }, (_, o) => `place_${n}_${o}: [town ${o} of ${n}, city ${o} of ${n}]`).join(', ')} } }`)}
states:
  ask:
    gather: [town_0, town_1]
    prompt: Which town?
    nomatch: [Sorry?, { to: bye }]
    next: bye
  bye: { end: Bye. }
`

test('a question to the model leaves the snapshot small, however large the flow', () => {
  const topic = 'start: done\nslots: {}\nstates:\n  done: { end: "" }\n'
  const decides = { takesMs: 900, answer: { option: null, confidence: 0, why: 'model' as const } }
  const call = aProject({ flow, topic }, { decides })
  call.rest().speaks('somewhere close to a car park would suit me I suppose').wait(10)
  expect(call.phase).toBe('ask.deciding.quiet')
  expect(Object.keys(call.decisions[0]?.options ?? {}).length).toBeGreaterThan(20)
  expect(JSON.stringify(call.snapshot).length).toBeLessThan(4096)
})
