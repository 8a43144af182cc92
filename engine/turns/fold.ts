import { opened, type Floor, type FloorEvent, type HeardWords } from './floor.ts'

/** What an event says about the floor, before anything is decided on it. Pure. */
export function fold(floor: Floor, event: FloorEvent): Floor {
  const { at } = event
  switch (event.type) {
    case 'voice.started':
      return voiceStarted(floor, at)
    case 'voice.ended':
      if (floor.phase === 'closing' && floor.next !== null)
        return { ...floor, voice: false, next: { ...floor.next, silentSince: at } }
      return { ...floor, voice: false, silentSince: at }
    case 'words':
      return floor.phase === 'none' ? floor : heardWords(floor, event)
    case 'speech.started':
      if (floor.phase === 'none') return { ...floor, speaking: true }
      return { ...floor, speaking: true, hasFloor: false, overlapsSince: at }
    case 'speech.stopped':
      // Our speech has ended while the caller was speaking into it: what they say now is a turn like any other.
      return { ...floor, speaking: false, hasFloor: true }
    case 'key.pressed':
      return { ...floor, keyAt: at }
    case 'cutoff.noticed':
      return { ...floor, learnt: { ...floor.learnt, cutOffs: floor.learnt.cutOffs + 1 } }
    case 'clock':
      break
  }
  return floor
}

function voiceStarted(floor: Floor, at: number): Floor {
  if (floor.phase === 'closing')
    return { ...floor, voice: true, next: { startedAt: floor.next?.startedAt ?? at, silentSince: null } }
  // What was said is not all of it: neither final words nor a provider's end hold any more.
  if (floor.phase === 'open')
    return { ...floor, voice: true, silentSince: null, isFinal: false, ending: null, grewAt: null }
  return { ...floor, voice: true, ...opened(at, null, floor.speaking) }
}

function heardWords(floor: Floor, { at, final, heard, endOfTurn }: HeardWords): Floor {
  const isNew = !isSameWords(floor, heard.words)
  const settled = floor.isFinal || floor.ending !== null
  const resumed = endOfTurn === 'resumed' || (settled && isNew && !final && endOfTurn === undefined)
  const ending = endOfTurn === 'resumed' ? null : endOfTurn
  // Final words that come while the voice is on are of its first part only.
  const isFinal = final && (floor.silentSince !== null || ending === 'end')
  return {
    ...floor,
    heard,
    isFinal: isFinal || (floor.isFinal && !isNew && !resumed),
    ending: resumed ? null : (ending ?? (isNew ? null : floor.ending)),
    grewAt: resumed && floor.silentSince !== null ? at : floor.grewAt,
    learnt: heard.echo ? { ...floor.learnt, echoes: true } : floor.learnt,
  }
}

function isSameWords({ heard }: Floor, words: readonly string[]): boolean {
  return heard !== null && heard.words.length === words.length && heard.words.every((word, n) => word === words[n])
}
