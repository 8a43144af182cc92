import type { Tally } from './tally.ts'

/** Faults and recoveries that must really have happened in a run of some thousand calls: a simulation without them proves nothing. */
const faults = [
  'crash',
  'crash, host vanishes',
  'standstill',
  'standstill past the lease',
  'clock jump',
  'deploy',
  'store lost',
  'store unanswered',
  'store slow',
  'store twice',
  'store away',
  'failover',
  'replica away',
  'tool lost',
  'tool unanswered',
  'tool slow',
  'tool twice',
  'model away',
  'voice lost',
  'voice unanswered',
  'webhook unanswered',
  'webhook twice',
  'stream: drop',
  'stream: second',
  'stream: repeat frames',
  'stream: late frames',
  'stream: words break',
] as const

const recoveries = [
  'another server took the call',
  'an old owner was fenced',
  'a stream was resumed',
  'the agent was heard again',
  'the line was asked for a stream',
  'store request timed out',
  'a lost reply came back as DUP',
  'a webhook was answered again',
  'the tool server was asked whether it happened',
  'a write was reported as uncertain',
  'another recogniser was opened',
  'a deploy was completed',
  'the way out was spoken',
  'an orphan was swept',
  'the voice was asked again',
  'what a call had left was judged',
  'a person answered a call of ours',
  'a machine answered a call of ours',
  'a call of ours was taken back',
  'a caller met somebody in a room',
] as const

/** What never happened and should have. */
export function neverHappened(tally: Tally): readonly string[] {
  return [
    ...faults.filter((name) => !tally.faults.has(name)).map((name) => `fault: ${name}`),
    ...recoveries.filter((name) => !tally.recoveries.has(name)).map((name) => `recovery: ${name}`),
  ]
}
