import type { Effect } from '../../engine/machine/effect.ts'

/** An effect as a line that a test can name: `say "Hello."`, `listen day at`, `timer noinput in 6000`. Times are from `now`. */
export function lineOf(effect: Effect, now: number): string {
  switch (effect.type) {
    case 'say':
      if (effect.press !== undefined) return `press ${effect.press}`
      return `${effect.purpose === 'prompt' ? 'say' : effect.purpose} "${effect.text}"${effect.slower === true ? ' slower' : ''}`
    case 'listen': {
      const expected = [...effect.slots.map(({ name }) => name), ...Object.keys(effect.options)]
      return ['listen', ...(expected.length === 0 ? ['for nothing'] : expected)].join(' ')
    }
    case 'clear':
    case 'deafen':
      return effect.type
    case 'decide':
      return `decide on "${effect.utterance}"`
    case 'tool.call':
      return `call ${effect.tool} ${JSON.stringify(effect.input)}`
    case 'look.up':
      return `look up ${effect.tool} ${JSON.stringify(effect.input)}`
    case 'timer.set':
      return `timer ${effect.timer} in ${effect.due - now}`
    case 'timer.clear':
      return `timer ${effect.timer} off`
    case 'transfer':
      return `transfer to ${effect.destination}`
    case 'transfer.cancel':
      return 'give the transfer up'
    case 'recording.set':
      return `recording: ${effect.how}`
    case 'record.start':
    case 'record.stop':
      return effect.type
    default:
      return `hang up, ${effect.outcome}`
  }
}
