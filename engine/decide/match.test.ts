import { assert, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchExamples } from './match.ts'

const reception = {
  book: {
    means: 'wants to make a new appointment',
    examples: ['book an appointment', 'I need to see the dentist'],
  },
  cancel: {
    means: 'wants to cancel an appointment they have',
    examples: ['cancel my appointment', "I can't make it"],
  },
  reschedule: {
    means: 'wants to move an appointment to another time',
    examples: ['move my appointment', 'change the time'],
  },
  hours: { means: 'asks when the practice is open', examples: ['when are you open', 'what time do you close'] },
}
const tryAgain = {
  again: { means: 'wants another time', examples: ['yes', "let's try Saturday"] },
  give_up: { means: 'no longer wants a table', examples: ['no thanks', 'leave it'] },
}

/** What a flow takes by default: the best option, from 0.7 on. */
function chosen(utterance: string, options: Parameters<typeof matchExamples>[1]): string | null {
  const [best] = Object.entries(matchExamples(utterance, options)).sort((a, b) => b[1] - a[1])
  return best && best[1] >= 0.7 ? best[0] : null
}

describe('exact words', () => {
  it.each([
    ['book an appointment', 'book'],
    ['Book an appointment, please!', 'book'],
    ['um, well, change the time', 'reschedule'],
    ['i cant make it', 'cancel'],
    ['WHEN ARE YOU OPEN?', 'hours'],
  ] as const)('takes %j for %s with certainty', (utterance, option) => {
    expect(matchExamples(utterance, reception)[option]).toBe(1)
  })

  it('knows a lone politeness that is an example', () => {
    const options = {
      accept: { means: 'accepts', examples: ['please'] },
      refuse: { means: 'refuses', examples: ['no'] },
    }
    expect(matchExamples('please', options)).toEqual({ accept: 1, refuse: 0 })
  })
})

describe('other words', () => {
  it.each([
    ["I'd like to book an appointment please", 'book'],
    ['please can I book an appointment for my daughter next Tuesday', 'book'],
    ['I would like to see a dentist', 'book'],
    ['book', 'book'],
    ['can I cancel my appointment', 'cancel'],
    ['I want to cancel', 'cancel'],
    ["I can't make it on Friday", 'cancel'],
    ['my apointment needs to be moved', 'reschedule'],
    ['I want to change the time of my appointment', 'reschedule'],
    ['uh what time do you close on Friday', 'hours'],
    ['are you open on Sunday', 'hours'],
  ] as const)('understands %j as %s', (utterance, option) => {
    expect(chosen(utterance, reception)).toBe(option)
  })

  it.each([
    ['no', 'give_up'],
    ['no thank you', 'give_up'],
    ['just leave it please', 'give_up'],
    ['yes please', 'again'],
  ] as const)('understands the short answer %j as %s', (utterance, option) => {
    expect(chosen(utterance, tryAgain)).toBe(option)
  })
})

describe('unsure rather than a guess', () => {
  it.each([
    'appointment',
    'hello',
    'is it raining',
    "I don't want to cancel",
    "don't book an appointment",
    'cancel and book a new one',
    'my tooth hurts',
    '',
    '…?!',
  ])('leaves %j undecided', (utterance) => {
    expect(chosen(utterance, reception)).toBeNull()
  })

  it.each(['banana', "I don't want a table any more", 'yes leave it', 'forget it'])(
    'leaves %j undecided',
    (utterance) => {
      expect(chosen(utterance, tryAgain)).toBeNull()
    },
  )

  it('gives nothing at all for words that no option shares', () => {
    expect(Object.values(matchExamples('banana', reception))).toEqual([0, 0, 0, 0])
  })

  it('does not let what an option means count like its examples', () => {
    const option = { other: { means: 'wants something else entirely', examples: [] } }
    const score = matchExamples('wants something else entirely', option).other!
    expect(score).toBeGreaterThan(0.4)
    expect(score).toBeLessThan(0.7)
  })
})

describe('what is near an example and not the same', () => {
  const locker = {
    opened: { means: 'has got into the locker', examples: ['yes', 'I am in', 'it opened'] },
    stuck: {
      means: 'cannot open the locker',
      examples: ['no', 'it never opened', 'the door jammed shut', "I can't get in"],
    },
  }
  const tonight = {
    go_on: { means: 'wants to go on', examples: ['yes', 'carry on'] },
    stop: { means: 'wants nothing more', examples: ['no', 'drop it', 'I am done'] },
  }

  it.each([
    ['the lid jammed yesterday', locker],
    ['where can I drop my bags', tonight],
    ['who carries the bags', tonight],
    ['can I drop the keys somewhere', tonight],
    ['the door opened yesterday', locker],
  ] as const)('leaves %j undecided', (utterance, options) => {
    expect(chosen(utterance, options)).toBeNull()
  })

  it.each([
    ['it never really opened', locker, 'stuck'],
    ['yeah no problem', tonight, 'go_on'],
    ['yep', tonight, 'go_on'],
    ['kein Problem', tonight, 'go_on'],
    ['could you drop it', tonight, 'stop'],
  ] as const)('understands %j all the same', (utterance, options, option) => {
    expect(chosen(utterance, options)).toBe(option)
  })
})

it('reads accents, other languages and other scripts', () => {
  const options = {
    si: { means: 'quiere reservar', examples: ['quiero reservar una habitación'] },
    nein: { means: 'möchte nicht', examples: ['nein, ich möchte stornieren'] },
    ja: { means: 'はい', examples: ['はい'] },
  }
  expect(chosen('Quiero reservar una habitacion', options)).toBe('si')
  expect(chosen('ich möchte stornieren nein', options)).toBe('nein')
  expect(chosen('はい', options)).toBe('ja')
})

it('scores every option between 0 and 1, whatever is said', () => {
  assert(
    property(string({ unit: 'grapheme' }), (utterance) => {
      const scores = matchExamples(utterance, reception)
      expect(Object.keys(scores)).toEqual(Object.keys(reception))
      for (const score of Object.values(scores)) {
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
      }
    }),
  )
})
