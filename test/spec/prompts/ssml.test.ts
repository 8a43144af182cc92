import { assert, array, constantFrom, property, string } from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { ssmlParts, ssmlText } from '../../../engine/prompts/ssml-speech.ts'
import { checkSsml, escapeSsml, readSsml } from '../../../engine/prompts/ssml.ts'

describe('what is wrong with SSML is told with its place', () => {
  test.each<[text: string, at: string, message: RegExp]>([
    ['<speak>Hi <blink>there</blink></speak>', '<blink>', /no SSML tag "blink"/],
    ['<speak>Hi <audio src="x"/></speak>', '<audio src="x"/>', /no SSML tag "audio"/],
    ['Hi <break time="soon"/>', '<break time="soon"/>', /no length of a pause/],
    ['Hi <break time="20s"/>', '<break time="20s"/>', /no length of a pause/],
    ['<say-as>12</say-as>', '<say-as>', /needs "interpret-as"/],
    ['<say-as interpret-as="song">12</say-as>', '<say-as interpret-as="song">', /Nothing is said as "song"/],
    ['<p loud="1">Hi</p>', '<p loud="1">', /has no "loud"/],
    ['<p>Hi', '<p>', /not closed/],
    ['<p><s>Hi</p></s>', '<s>', /not closed before/],
    ['Hi</p>', '</p>', /closes nothing/],
    ['Marks & Spencer', '&', /bare "&"/],
    ['1 < 2', '<', /begins no tag/],
    ['<break time=300ms/>', '<', /begins no tag/],
    ['Hi <speak>there</speak>', '<speak>', /around the whole/],
  ])('%s', (text, at, message) => {
    const [fault] = checkSsml(text)
    expect(fault?.message).toMatch(message)
    expect(text.slice(fault?.start, fault?.end)).toBe(at)
  })

  test.each([
    '<speak>Hello <break time="300ms"/> <say-as interpret-as="digits">4821</say-as></speak>',
    'Hello <emphasis level="strong">there</emphasis>, {{ slots.name }}.',
    '<p>One</p><p>Two &amp; three &#8364;</p><!-- a note -->',
    '<prosody rate="slow" pitch="-2st">Slowly</prosody> <sub alias="Doctor">Dr</sub> <lang xml:lang="fr">oui</lang>',
  ])('nothing is wrong with %s', (text) => {
    expect(checkSsml(text)).toEqual([])
  })
})

describe('for a voice that reads text only', () => {
  const said = (ssml: string, language = 'en-GB'): (string | number)[] =>
    ssmlParts(ssml, language).map((part) =>
      'pauseMs' in part ? part.pauseMs : part.stretches.map(({ said }) => said).join(''),
    )

  test.each<[ssml: string, said: (string | number)[]]>([
    ['<speak>One moment.<break time="300ms"/>Thank you.</speak>', ['One moment. ', 300, 'Thank you.']],
    ['Your code is <say-as interpret-as="digits">482199</say-as>.', ['Your code is 4 8 2, 1 9 9.']],
    [
      '<sub alias="Doctor">Dr</sub> Lee at <say-as interpret-as="time">19:30</say-as>',
      ['Doctor Lee at half past seven in the evening'],
    ],
    ['<p>One.</p><p>Two.</p>', ['One. ', 400, 'Two.']],
    ['A<break strength="none"/>B', ['AB']],
    ['It is £5 &amp; no more.', ['It is 5 pounds and no more.']],
    [
      'the <say-as interpret-as="ordinal">3</say-as>, <say-as interpret-as="characters">AB1</say-as>',
      ['the third, A B 1'],
    ],
    ['<break time="1s"/>Hello', [1000, 'Hello']],
    ['', []],
  ])('%s', (ssml, parts) => {
    expect(said(ssml)).toEqual(parts)
  })

  it('the words for the log are without tags', () => {
    expect(
      ssmlText('<speak>At <say-as interpret-as="time">19:30</say-as>.<break/> Dr <b>Lee</b> &amp; I</speak>'),
    ).toBe('At 19:30. Dr Lee & I')
  })
})

it('a value that is put into SSML stays words', () => {
  const name = '<break time="9s"/> & "Bob\'s"'
  expect(ssmlText(`Hello ${escapeSsml(name)}`)).toBe(`Hello ${name}`)
  expect(checkSsml(escapeSsml(name))).toEqual([])
})

it('whatever is written: no throw, every fault within the text, and parts that are the text', () => {
  const scraps = constantFrom(
    '<speak>',
    '</speak>',
    '<p>',
    '</p>',
    '<break/>',
    '<break time="1s"/>',
    ' ',
    'hi',
    '19:30',
    '&amp;',
    '&',
    '<',
    '>',
    '<say-as interpret-as="digits">',
    '</say-as>',
    '12',
    '<!--',
    '-->',
    '&#x0;',
    '{{ a }}',
  )
  assert(
    property(array(scraps, { maxLength: 14 }), string(), (parts, noise) => {
      const text = parts.join('') + noise
      for (const { start, end } of readSsml(text).faults) {
        expect(start).toBeGreaterThanOrEqual(0)
        expect(end).toBeLessThanOrEqual(text.length)
        expect(end).toBeGreaterThan(start)
      }
      const written = ssmlParts(text, 'en-GB')
        .flatMap((part) => ('stretches' in part ? part.stretches.map((one) => one.written) : []))
        .join('')
      expect(written.trimEnd()).toBe(ssmlText(text))
    }),
    { numRuns: 1000 },
  )
})

test.each(['<', '<a ', '<!--', '&', '<p>', '</p>', '<p a="', '<say-as '])(
  'takes time in proportion to the length: %j',
  (scrap) => {
    const text = scrap.repeat(20_000 / scrap.length)
    const start = performance.now()
    readSsml(text)
    expect(performance.now() - start).toBeLessThan(400)
  },
)
