import type { Story, StoryStep } from '../../../engine/explore/story.ts'
import type { ReplyWait, Spender } from '../../../engine/explore/time-spent.ts'
import { plainText } from '../../../engine/language/plain-text.ts'
import { clock } from '../../../engine/rehearsal/note.ts'

/** A call's steps, for people: what happened, where it led and why, what was done. */
export function drawStory({ flow, bundle, steps }: Story): string {
  return plainText([`${flow} (${bundle.slice(0, 12)}), ${steps.length} steps`, ...steps.map(drawStep)].join('\n'))
}

/** Why each transition happened and where the time went, for people; what led nowhere and says nothing is left out. */
export function drawExplanation(story: Story): string {
  const { flow, steps, spent, waits } = story
  const bySeq = new Map(waits.map((wait) => [wait.seq, wait]))
  const moves = steps
    .filter(({ from, to, why, readings }) => from !== to || why.length > 0 || readings.length > 0)
    .map((step) => drawMove(step, bySeq.get(step.seq)))
  const total = Object.values(spent).reduce((sum, ms) => sum + ms, 0)
  const lines = [
    `${flow}: ${clock(total)} minutes`,
    ...moves,
    '',
    'Where the time went',
    ...entries(spent).map(
      ([spender, ms]) => `  ${spender.padEnd(10)} ${clock(ms).padStart(7)}  ${Math.round((100 * ms) / total)} %`,
    ),
    ...drawWaits(waits),
  ]
  return plainText(lines.join('\n'))
}

function drawStep({ seq, at, event, from, to, why, readings, effects, slots, fault }: StoryStep): string {
  const where = from === to ? `stays in ${to}` : `${from === '' ? '' : `${from} `}→ ${to}`
  const lines = [
    ...readings,
    `${where}${why.length === 0 ? '' : `: ${why.join(', ')}`}`,
    ...Object.entries(slots).map(([name, value]) => (value === null ? `clears ${name}` : `${name} = ${value}`)),
    ...effects,
    ...(fault === undefined ? [] : [`FAULT ${fault}`]),
  ]
  return [`#${String(seq).padEnd(4)}${clock(at).padStart(7)}  ${event}`, ...lines.map((line) => `${gap}${line}`)].join(
    '\n',
  )
}

function drawMove(step: StoryStep, wait: ReplyWait | undefined): string {
  const { at, event, from, to, why, readings, slots, fault } = step
  const changed = Object.entries(slots).map(([name, value]) =>
    value === null ? `clears ${name}` : `${name} = ${value}`,
  )
  const lines = [
    ...readings,
    `${from === to ? `stays in ${to}` : `${from === '' ? 'begins in' : `${from} →`} ${to}`}, because ${why.length === 0 ? 'the flow leads there' : why.join(', then ')}`,
    ...changed,
    ...(wait === undefined ? [] : [`the agent's next words after ${wait.ms} ms${spentOn(wait)}`]),
    ...(fault === undefined ? [] : [`FAULT ${fault}`]),
  ]
  return [`${clock(at).padStart(7)}  ${event}`, ...lines.map((line) => `${gap}${line}`)].join('\n')
}

function spentOn({ on, ms, firstSoundMs }: ReplyWait): string {
  const parts = entries(on).map(([spender, spent]) => `${spender} ${spent} ms`)
  if (firstSoundMs < ms) parts.push(`a filler after ${firstSoundMs} ms`)
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

function drawWaits(waits: readonly ReplyWait[]): readonly string[] {
  if (waits.length === 0) return []
  const sorted = waits.map(({ ms }) => ms).toSorted((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0
  return [
    '',
    `Replies: ${waits.length}, median ${median} ms, longest ${sorted.at(-1) ?? 0} ms from the end of the caller's turn to the agent's next words.`,
  ]
}

function entries(spent: Readonly<Partial<Record<Spender, number>>>): readonly (readonly [Spender, number])[] {
  return (Object.entries(spent) as [Spender, number][]).toSorted(([, a], [, b]) => b - a)
}

const gap = ' '.repeat(14)
