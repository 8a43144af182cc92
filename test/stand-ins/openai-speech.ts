import type { ServerResponse } from 'node:http'

const rateHz = 24_000

/**
 * POST /audio/speech as 24 kHz PCM: silence first, as the real one has it, then 55 ms of a vowel for each letter (at its usual speed), louder
 * than a telephone wants, in pieces that split samples. Unless it `ends`, nothing tells that this
 * was all.
 */
export function speechOf(body: Record<string, unknown>, response: ServerResponse, ends: boolean): void {
  if (body['response_format'] !== 'pcm') throw new Error('Only PCM is spoken here')
  const silence = rateHz * 0.2
  const speed = Number(body['speed'] ?? 1)
  const pcm = new Int16Array(Math.round(silence + (String(body['input']).length * rateHz * 0.055) / speed))
  for (let i = silence; i < pcm.length; i++) {
    const at = (2 * Math.PI * (i - silence)) / rateHz
    pcm[i] = 9000 * Math.sin(120 * at) + 7000 * Math.sin(700 * at) + 3000 * Math.sin(1100 * at)
  }
  const bytes = new Uint8Array(pcm.buffer)
  response.writeHead(200, { 'content-type': 'audio/pcm' })
  for (let from = 0, size = 1; from < bytes.length; from += size, size = 2401)
    response.write(bytes.subarray(from, from + size))
  if (ends) response.end()
}
