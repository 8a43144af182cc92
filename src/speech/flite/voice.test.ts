import { expect, it, onTestFinished } from 'vitest'
import { createFliteVoice } from './voice.ts'

async function pieces(text: string, language = 'en-GB'): Promise<Int16Array[]> {
  const voice = await createFliteVoice({ voice: 'kal' })
  onTestFinished(() => voice.close())
  return all(voice.speak({ text, language }))
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

it('refuses a language that it cannot pronounce, and says what would help', async () => {
  await expect(pieces('Guten Tag', 'de-DE')).rejects.toMatchObject({
    code: 'unsupported_language',
    message: expect.stringContaining('OPENAI_API_KEY'),
  })
})

it('says a long text sentence by sentence, so that the first is heard while the next is made', async () => {
  const long =
    'Your appointment is on Friday the ninth of October at half past seven. Please come ten minutes early and bring your papers.'
  expect(await pieces(long)).toHaveLength(2)
  expect(await pieces('Thank you very much. Goodbye.')).toHaveLength(1)
})

it('reads markup, quotes and control characters as nothing', async () => {
  const plain = await pieces('yes please')
  expect(await pieces('<speak>yes\u0000 please</speak>\u200b')).toEqual(plain)
})

it('takes a text that looks like an option or a file for words', async () => {
  const [option] = await pieces('-voice slt')
  expect(option!.length).toBeGreaterThan(4000)
})

it('is not available any more once it is closed', async () => {
  const voice = await createFliteVoice({ voice: 'kal' })
  await voice.close()
  await expect(all(voice.speak({ text: 'yes', language: 'en' }))).rejects.toMatchObject({ code: 'aborted' })
})
