import { expect, it } from 'vitest'
import { createFallbackVoice } from './fallback-voice.ts'

it('speaks English when it is needed, and no other language', { timeout: 30_000 }, async () => {
  const voice = createFallbackVoice()
  expect([voice.speaks?.('en-GB'), voice.speaks?.('en'), voice.speaks?.('es-ES')]).toEqual([true, true, false])
  let samples = 0
  for await (const piece of voice.speak({ text: 'One moment, please.', language: 'en-GB' })) samples += piece.length
  expect(samples).toBeGreaterThan(4000)
  await voice.close()
})

it('that was never needed is closed at once', async () => {
  await createFallbackVoice().close()
})
