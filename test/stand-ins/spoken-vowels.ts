import type { ServerResponse } from 'node:http'
import { encodeMulaw } from '../../src/media/mulaw.ts'
import type { VendorTrouble } from './vendor-trouble.ts'

const rateHz = 8000
/** Silence before the first sound. */
export const leadingMs = 200
/** How long each letter lasts at the usual speed. */
export const letterMs = 55

/** Mu-law at 8 kHz: silence first, as voices have it, then 55 ms of a vowel for each letter, louder than a telephone wants at a volume of 1. */
export function mulawSpeech(text: string, speed: number, volume = 1): Uint8Array {
  const silence = (leadingMs * rateHz) / 1000
  const pcm = new Int16Array(Math.round(silence + (text.length * rateHz * letterMs) / 1000 / speed))
  for (let i = silence; i < pcm.length; i++) {
    const at = (2 * Math.PI * (i - silence)) / rateHz
    pcm[i] = volume * (9000 * Math.sin(120 * at) + 7000 * Math.sin(700 * at) + 3000 * Math.sin(1100 * at))
  }
  const mulaw = new Uint8Array(pcm.length)
  encodeMulaw(pcm, mulaw)
  return mulaw
}

/** Sends speech in pieces of 50 ms, with what trouble there is: `dropped` and `stalled` after the first 700 ms of it. */
export function sendSpeech(response: ServerResponse, speech: Uint8Array, trouble: VendorTrouble, text: string): void {
  const fate = trouble.upon(text)
  const begin = (): void => {
    if (fate === 'malformed') {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end('{"audio":')
      return
    }
    response.writeHead(200, { 'content-type': 'audio/basic' })
    const most = fate === 'well' ? speech.length : (leadingMs + 700) * 8
    for (let from = 0; from < Math.min(most, speech.length); from += 400)
      response.write(speech.subarray(from, Math.min(from + 400, most)))
    if (fate === 'well') response.end()
    // What was written is to arrive before the end of it all.
    if (fate === 'dropped') setTimeout(() => response.destroy(), 50)
  }
  if (trouble.slowMs > 0) setTimeout(begin, trouble.slowMs)
  else begin()
}
