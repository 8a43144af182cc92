import { joined, mulawOf, quiet, speech } from '../../stand-ins/speech-samples.ts'
import { trimSilence } from '../../../src/speech/level.ts'

const rendered = new Map<string, Uint8Array>()

/**
 * Somebody says it (flite's slt, so that the real detector hears a voice), without silence around it; the same audio each
 * time, in whole frames.
 */
export async function callerSays(text: string): Promise<Uint8Array> {
  const known = rendered.get(text) ?? (await render(text))
  rendered.set(text, known)
  return known
}

async function render(text: string): Promise<Uint8Array> {
  const said = trimSilence(await speech(text), 8000, { beforeMs: 0, afterMs: 0 })
  return mulawOf(joined(Int16Array.from(said), quiet(20 - ((said.length / 8) % 20))))
}
