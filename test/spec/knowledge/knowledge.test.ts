import { assert, property, string } from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { createKnowledge } from '../../../engine/knowledge/knowledge.ts'
import { isQuestion } from '../../../engine/knowledge/question.ts'

const entries = [
  {
    id: 'hours',
    questions: ['when are you open', 'what time do you close'],
    answer: said('We are open from nine to six.'),
  },
  { id: 'parking', questions: ['do you have parking', 'where can I park my car'], answer: said('Behind the house.') },
  { id: 'price', questions: ['how much is a check-up', 'what does a check-up cost'], answer: said('Forty pounds.') },
  { id: 'children', questions: ['do you see children', 'can I bring my kids'], answer: said('From the age of three.') },
  { id: 'hot_water', questions: ['there is no hot water', 'the shower is cold'], answer: said('It takes a minute.') },
]
const knowledge = createKnowledge(entries, 'en-GB')

function said(text: string) {
  return { variants: [[text]] }
}

describe('what is asked in passing', () => {
  test.each([
    ['what time do you close on Friday', 'hours'],
    ['um when are you open please', 'hours'],
    ['and do you have parking there', 'parking'],
    ['how much is a check-up for one person', 'price'],
    ['there is no hot water', 'hot_water'],
  ])('"%s" is answered by %s', (utterance, id) => {
    expect(knowledge.answer(utterance)).toMatchObject({ id })
  })

  test.each(['Friday at five', 'two adults and a child', 'yes please', 'my name is Ann Lee', 'a check-up please', ''])(
    '"%s" is no question',
    (utterance) => {
      expect(knowledge.answer(utterance)).toBe('not_a_question')
    },
  )

  test.each(['do you sell toothbrushes', 'who is the owner', 'how do I get to the moon'])(
    '"%s" is one that no entry surely answers',
    (utterance) => {
      expect(knowledge.answer(utterance)).toBe('unsure')
    },
  )

  it('finds the few that a model may choose from, the best first, also by words about the same thing', () => {
    expect(knowledge.retrieve("I'm driving, is there a garage", 2)[0]?.id).toBe('parking')
    expect(knowledge.retrieve('what is the charge for a check-up', 3)[0]?.id).toBe('price')
    expect(knowledge.retrieve('what do you charge and when are you open', 2)).toHaveLength(2)
    expect(knowledge.retrieve('zebra', 5)).toEqual([])
    const scores = knowledge.retrieve('when can I bring my kids to you', 5).map(({ score }) => score)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
  })

  it('knows nothing where there is nothing to know', () => {
    const none = createKnowledge([], 'en')
    expect(none.retrieve('when are you open', 5)).toEqual([])
    expect(none.answer('when are you open')).toBe('unsure')
    expect(none.answer('Friday')).toBe('not_a_question')
  })

  it('says the same of the same words, whatever they are', () => {
    const again = createKnowledge(entries, 'en-GB')
    assert(
      property(string({ unit: 'grapheme' }), (utterance) => {
        expect(again.answer(utterance)).toEqual(knowledge.answer(utterance))
        for (const { score } of knowledge.retrieve(utterance, 5)) {
          expect(score).toBeGreaterThan(0)
          expect(score).toBeLessThanOrEqual(1)
        }
      }),
    )
  })
})

describe('a question by its form', () => {
  test.each([
    ['en', 'what time do you close on Friday'],
    ['en', 'is there a lift'],
    ['en', "I'd like to know if you take cards"],
    ['en', 'sorry where are you exactly'],
    ['en', 'until when can I come'],
    ['es', '¿a qué hora cierran'],
    ['es', 'tienen aparcamiento'],
    ['de', 'wie lange haben Sie auf'],
    ['de', 'kann ich mit Karte zahlen'],
    ['fr', 'à quelle heure fermez-vous'],
    ['fr', 'est-ce que vous prenez la carte'],
    ['pl', 'o której zamykacie'],
    ['pl', 'czy macie parking'],
    ['ja', '何時に閉まりますか'],
  ])('%s: %s', (language, utterance) => {
    expect(isQuestion(utterance, language)).toBe(true)
  })

  test.each([
    ['en', 'Friday at five'],
    ['en', 'a table for two'],
    ['en', 'yes'],
    ['en', 'my name is Will'],
    ['es', 'el viernes a las cinco'],
    ['de', 'Freitag um fünf'],
    ['fr', 'vendredi à cinq heures'],
    ['pl', 'w piątek o piątej'],
  ])('not: %s: %s', (language, utterance) => {
    expect(isQuestion(utterance, language)).toBe(false)
  })
})
