import { describe, expect, it, onTestFinished } from 'vitest'
import type { ClosedQuestion, DecisionsPort } from '../../src/decisions/decisions.ts'

const question: ClosedQuestion = {
  question: 'Does the caller want to try another time, or give up?',
  instructions: '',
  utterance: '',
  language: 'en-GB',
  options: {
    again: { means: 'wants another time', examples: ['yes', "let's try saturday"] },
    give_up: { means: 'no longer wants a table', examples: ['no thanks', 'leave it'] },
  },
  slots: { party_size: 4 },
  turns: [
    { who: 'agent', text: 'We are full on Friday. Shall we look at another day?' },
    { who: 'caller', text: 'hmm' },
  ],
}

/** What everyone who decides promises. `open` gives a new one for each test; the suite closes it. */
export function decisionsContract(name: string, open: () => DecisionsPort | Promise<DecisionsPort>): void {
  const ready = async (): Promise<DecisionsPort> => {
    const port = await open()
    onTestFinished(() => port.close())
    return port
  }
  const patience = { signal: new AbortController().signal, budgetMs: 5000 }

  describe(`decisions: ${name}`, () => {
    it('names itself', async () => {
      expect((await ready()).name).not.toBe('')
    })

    it.each([
      ['yes', 'again'],
      ["let's try saturday", 'again'],
      ['leave it', 'give_up'],
    ])('takes %j for %s', async (utterance, option) => {
      const outcome = await (await ready()).decide({ ...question, utterance }, patience)
      expect(outcome).toMatchObject({ option, why: 'model' })
      expect(outcome.confidence).toBeGreaterThanOrEqual(0.7)
      expect(outcome.confidence).toBeLessThanOrEqual(1)
    })

    it('is unsure of what fits no option', async () => {
      const outcome = await (await ready()).decide({ ...question, utterance: 'purple elephants' }, patience)
      expect(outcome).toMatchObject({ option: null, why: 'model' })
    })

    it('answers one who no longer waits, and does not reject', async () => {
      const outcome = await (
        await ready()
      ).decide({ ...question, utterance: 'yes' }, { ...patience, signal: AbortSignal.abort() })
      expect(outcome).toEqual({ option: null, confidence: 0, why: 'late' })
    })

    it('answers a question without options with none', async () => {
      const outcome = await (await ready()).decide({ ...question, utterance: 'yes', options: {} }, patience)
      expect(outcome.option).toBeNull()
    })

    it('decides several questions at once, each by itself', async () => {
      const port = await ready()
      const outcomes = await Promise.all(
        ['yes', 'leave it', 'yes'].map((utterance) => port.decide({ ...question, utterance }, patience)),
      )
      expect(outcomes.map(({ option }) => option)).toEqual(['again', 'give_up', 'again'])
    })

    it('can be warmed up, where there is something to warm', async () => {
      const port = await ready()
      await port.warm?.([question])
      expect(await port.decide({ ...question, utterance: 'yes' }, patience)).toMatchObject({ option: 'again' })
    })
  })
}
