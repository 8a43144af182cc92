import { assert, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitRequests } from '../../../engine/decide/requests.ts'

describe('several requests in one utterance', () => {
  it.each<[language: string, utterance: string, parts: string[]]>([
    ['en', 'cancel my booking and send me the address', ['cancel my booking', 'send me the address']],
    [
      'en-GB',
      'can you cancel my booking and then tell me your opening hours',
      ['can you cancel my booking', 'tell me your opening hours'],
    ],
    [
      'en',
      "I'd like to change my address and I also need to order a new card",
      ["I'd like to change my address", 'I also need to order a new card'],
    ],
    [
      'en',
      'move my appointment to friday and what time do you close',
      ['move my appointment to friday', 'what time do you close'],
    ],
    [
      'en',
      'Cancel my order. Check my balance, and close my account.',
      ['Cancel my order', 'Check my balance', 'close my account'],
    ],
    ['en', 'how much is a filling and do you have parking', ['how much is a filling', 'do you have parking']],
    ['es', 'quiero cancelar mi cita y enviarme la dirección', ['quiero cancelar mi cita', 'enviarme la dirección']],
    [
      'de',
      'ich möchte meinen Termin absagen und dann die Adresse ändern',
      ['ich möchte meinen Termin absagen', 'die Adresse ändern'],
    ],
    [
      'fr',
      'je voudrais annuler mon rendez-vous et à quelle heure vous fermez',
      ['je voudrais annuler mon rendez-vous', 'à quelle heure vous fermez'],
    ],
    ['pl', 'chcę odwołać wizytę i zmienić adres', ['chcę odwołać wizytę', 'zmienić adres']],
  ])('%s: %s', (language, utterance, parts) => {
    expect(splitRequests(utterance, language)).toEqual(parts)
  })
})

describe('what is one answer stays whole', () => {
  it.each([
    ['en', 'two adults and a child'],
    ['en', 'friday and saturday'],
    ['en', 'me and my wife and three kids'],
    ['en', 'my wife and I want to book a table'],
    ['en', 'book a table for four and a high chair'],
    ['en', 'cancel and rebook'],
    ['en', 'find my order and cancel it'],
    ['en', 'go ahead and book the table'],
    ['en', 'the tap in the kitchen is dripping and I cannot close it'],
    ['en', 'I called yesterday and you said to call back'],
    ['en', 'seven then'],
    ['en', 'fish and chips'],
    ['en', 'what time do you open and close'],
    ['en', 'oh seven four double oh and then one two three'],
    ['en', 'my name is Ann and my number is 12345'],
    ['es', 'dos adultos y un niño'],
    ['de', 'Freitag und Samstag'],
    ['de', 'zwei Erwachsene und ein Kind'],
    ['fr', 'deux adultes et un enfant'],
    ['pl', 'dwie osoby i dziecko'],
    ['ja', '予約をキャンセルして'],
  ])('%s: %s', (language, utterance) => {
    expect(splitRequests(utterance, language)).toEqual([utterance])
  })

  it('gives nothing for nothing, and never more or other words than were said', () => {
    expect(splitRequests('  ', 'en')).toEqual([])
    assert(
      property(string({ unit: 'grapheme' }), (utterance) => {
        const said = utterance.trim().split(/\s+/u).join(' ')
        for (const part of splitRequests(utterance, 'en')) expect(said).toContain(part)
      }),
    )
  })
})
