import type { TestCase } from '../../../../engine/rehearsal/run-test.ts'
import { encodeMulaw } from '../../../media/mulaw.ts'
import { createFliteVoice } from '../../../speech/flite/voice.ts'

/** What callers say, as audio: mu-law at 8 kHz, by its words. */
export type SpokenLines = ReadonlyMap<string, Uint8Array>

/** Speaks the callers' lines of a test with the embedded voice, before the call. Rejects with SpeechError where it cannot. */
export async function spokenLines({ steps }: TestCase, language: string): Promise<SpokenLines> {
  const texts = new Set(
    steps.flatMap(({ step }) =>
      'move' in step && (step.move === 'says' || step.move === 'bargein') ? (step.hypotheses[0]?.text ?? '') : [],
    ),
  )
  const lines = new Map<string, Uint8Array>()
  const voice = await createFliteVoice({ voice: 'kal' })
  try {
    for (const text of texts) {
      const parts: Uint8Array[] = []
      if (text !== '')
        for await (const pcm of voice.speak({ text, language })) {
          const part = new Uint8Array(pcm.length)
          encodeMulaw(pcm, part)
          parts.push(part)
        }
      lines.set(text, Buffer.concat(parts))
    }
  } finally {
    await voice.close()
  }
  return lines
}
