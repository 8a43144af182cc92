import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { level } from '../speech/level.ts'
import { resample } from '../speech/resampler.ts'
import { SAMPLE_RATE_HZ, encodeMulaw } from './mulaw.ts'
import { readWav } from './wav.ts'

/** Three minutes of stereo at 48 kHz: nobody listens longer. */
const mostBytes = 36_000_000
const longestSeconds = 180

/**
 * A recorded prompt for the line: a WAV file, linear 16-bit or mu-law, of any usual rate, mono or more channels (mixed),
 * as 8 kHz mu-law at the level of the voices. Rejects with what is wrong and how to mend it; the message has the file's
 * name.
 */
export async function loadAudioPrompt(file: string): Promise<Uint8Array> {
  const name = basename(file)
  const { size } = await stat(file).catch((cause: unknown) => {
    throw new Error(`The sound file "${name}" cannot be read: is it there, beside the flow?`, { cause })
  })
  if (size > mostBytes) throw new Error(`The sound file "${name}" is larger than ${mostBytes / 1e6} MB: shorten it.`)
  const bytes = await readFile(file)
  try {
    return await audioPrompt(bytes)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : ''
    throw new Error(`The sound file "${name}" cannot be played. ${why} Save it as WAV, 16-bit PCM.`, { cause })
  }
}

/** The same from a file's bytes. */
export async function audioPrompt(bytes: Uint8Array): Promise<Uint8Array> {
  const { rateHz, channels } = readWav(bytes)
  const samples = channels[0]?.length ?? 0
  if (samples === 0) throw new Error('There is no audio in it.')
  if (rateHz < 4000 || rateHz > 192_000) throw new Error(`Its rate of ${rateHz} Hz is not one of speech.`)
  if (samples / rateHz > longestSeconds) throw new Error(`It is longer than ${longestSeconds} s.`)
  const pcm = level(await resample(mixed(channels), rateHz, SAMPLE_RATE_HZ), SAMPLE_RATE_HZ)
  const mulaw = new Uint8Array(pcm.length)
  encodeMulaw(pcm, mulaw)
  return mulaw
}

function mixed(channels: readonly Int16Array[]): Int16Array {
  const [first = new Int16Array(0)] = channels
  return Int16Array.from(
    first,
    (_, i) => channels.reduce((sum, channel) => sum + (channel[i] ?? 0), 0) / channels.length,
  )
}
