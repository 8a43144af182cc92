import { describe, expect, it, onTestFinished } from 'vitest'
import { believed } from '../../engine/decide/model-answer.ts'
import type { Fills } from '../../engine/machine/effect.ts'
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

/** Slots that are open: a closed type, one with bounds, one of letters and digits. */
const fills: Fills = {
  suffice: true,
  nowMs: Date.parse('2026-10-08T12:00:00Z'),
  timezone: 'Europe/London',
  slots: [
    { name: 'at', type: 'time', reject: [] },
    { name: 'guests', type: 'integer', min: 1, max: 20, reject: [] },
    {
      name: 'room',
      type: 'choice',
      options: { inside: { synonyms: [] }, garden: { synonyms: ['outside'] } },
      reject: [],
    },
    { name: 'price', type: 'money', currency: 'GBP', reject: [] },
    { name: 'long', type: 'duration', reject: [] },
    { name: 'code', type: 'postcode', region: 'GB', reject: [] },
  ],
}

/**
 * What everyone who decides promises. `open` gives a new one for each test; the suite closes it. `reads`: whether it can fill
 * slots, and then "when the pubs shut" is said for 23:00, and "outside" for the garden.
 */
export function decisionsContract(
  name: string,
  open: () => DecisionsPort | Promise<DecisionsPort>,
  { reads }: { readonly reads: boolean },
): void {
  const ready = async (): Promise<DecisionsPort> => {
    const port = await open()
    onTestFinished(() => port.close())
    return port
  }
  // As a session has it left: of a clock that counts in parts of a millisecond.
  const patience = { signal: new AbortController().signal, budgetMs: 4999.3671875 }

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

    it('reads what is open, quoted from the words, or nothing at all', async () => {
      const utterance = 'oh when the pubs shut and outside'
      const asked = { ...question, options: {}, utterance, fills }
      const answer = await (await ready()).decide(asked, patience)
      expect(answer.option).toBeNull()
      const { readings = {} } = believed(answer, { ...asked, utterance })
      const values = Object.fromEntries(Object.entries(readings).map(([slot, { value }]) => [slot, value]))
      expect(values).toEqual(reads ? { at: '23:00', room: 'garden' } : {})
    })

    it('reads nothing in what says nothing', async () => {
      const asked = { ...question, options: {}, utterance: 'purple elephants', fills }
      const answer = await (await ready()).decide(asked, patience)
      expect(answer).toMatchObject({ option: null })
      expect(believed(answer, asked).readings).toBeUndefined()
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
