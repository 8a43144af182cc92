import { phrasesFor } from '../../engine/answers/expect.ts'
import { parse } from '../../engine/answers/parse.ts'
import type { Slot } from '../../engine/language/slot.ts'
import { loadFlite } from '../../src/speech/flite/synthesize.ts'
import type { FliteVoiceName } from '../../src/speech/flite/synthesize.ts'
import { level, trimSilence } from '../../src/speech/level.ts'
import { createPocketsphinxWords } from '../../src/speech/pocketsphinx/words.ts'
import { resample } from '../../src/speech/resampler.ts'
import type { Words } from '../../src/speech/words.ts'
import { joined, mixed, mulawOf, noise, quiet } from '../stand-ins/speech-samples.ts'

// node test/bench/words.ts [kal|slt]: how well and how fast the embedded recogniser understands flite's voices over mu-law,
// with the grammars that the engine makes for slots: the phrases that were right word for word, the values read from them
// that were right, and what it took for an answer though it was none of the kind. Synthetic speech, clean line: people on
// telephones are understood far less well.

const language = 'en-GB'
const timezone = 'Europe/London'
/** Thursday 8 October 2026. */
const nowMs = Date.UTC(2026, 9, 8, 12)

const slot = (type: Slot['type'], more: Partial<Slot> = {}): Slot => ({ name: type, type, reject: [], ...more })
const sets: readonly { readonly name: string; readonly slot: Slot; readonly said: readonly string[] }[] = [
  {
    name: 'yes or no',
    slot: slot('boolean'),
    said: [
      'yes',
      'yeah',
      'yes please',
      "that's right",
      'correct',
      'sure',
      'okay',
      'no',
      'nope',
      'no thanks',
      'no thank you',
      "that's wrong",
    ],
  },
  {
    name: 'one digit',
    slot: slot('digits', { length: 1 }),
    said: 'zero one two three four five six seven eight nine'.split(' '),
  },
  {
    name: 'four digits',
    slot: slot('digits', { length: 4 }),
    said: numerals([
      '1346',
      '2790',
      '5819',
      '8264',
      '0653',
      '1790',
      '4986',
      '6040',
      '9180',
      '9743',
      '3302',
      '7299',
      '6734',
      '1588',
      '2465',
      '9017',
    ]),
  },
  {
    name: 'a telephone number',
    slot: slot('phone', { region: 'GB' }),
    said: numerals(['07700900123', '02079460958', '01632960483', '07911123456', '07700900876', '01614960349']),
  },
  {
    name: 'a number',
    slot: slot('integer', { min: 1, max: 20 }),
    said: 'one two three four five six seven eight ten twelve fourteen fifteen sixteen eighteen twenty'.split(' '),
  },
  {
    name: 'a date',
    slot: slot('date'),
    said: [
      'today',
      'tomorrow',
      'on monday',
      'tuesday',
      'next wednesday',
      'thursday',
      'this friday',
      'saturday',
      'on sunday',
      'the ninth of october',
      'october the twelfth',
      'the twenty third of november',
      'friday the sixteenth',
      'the first of january',
      'march the third',
      'the thirty first of december',
      'the twenty seventh of may',
      'june the eighteenth',
      'the sixth of april',
      'the fourteenth of february',
    ],
  },
  {
    name: 'a time',
    slot: slot('time'),
    said: [
      'nine',
      'ten thirty',
      "seven o'clock",
      'half past four',
      'quarter past six',
      'quarter to eight',
      'noon',
      'two in the afternoon',
      'seven in the evening',
      'eight p m',
      'nine a m',
      'at ten fifteen',
      'three forty five',
      'twelve twenty',
      'ten past five',
      'twenty to eleven',
      'eleven',
      'five thirty',
      'six twenty five',
      'one',
    ],
  },
]
const nonsense = [
  'banana',
  'I would like a large pizza',
  'what is the weather like',
  'my dog is sick',
  'can you hear me',
  'umbrella',
  'I do not understand the question',
  'how much does it cost',
  'speak to a manager',
  'the blue car',
  'hang on I will get a pen',
  'purple elephants dancing',
  'where are you located',
  'is there any parking',
]

const flite = await loadFlite()
const began = performance.now()
const port = await createPocketsphinxWords()
const loadMs = performance.now() - began
const heard: Words[] = []
let arrived: () => void = () => {}
const stream = await port.open({
  language,
  onWords(words) {
    heard.push(words)
    arrived()
  },
  onFailure(error) {
    throw error
  },
})
let turn = 0
const waits: number[] = []
let audioMs = 0

console.log(`${port.name}, loaded in ${loadMs.toFixed(0)} ms`)
console.log('voice  expected            phrases  values  other speech refused')
const voices = process.argv.slice(2).filter((name) => name === 'kal' || name === 'slt') as FliteVoiceName[]
for (const voice of voices.length > 0 ? voices : (['kal', 'slt'] as const)) {
  const totals = { said: 0, phrases: 0, values: 0, other: 0, refused: 0 }
  for (const set of sets) {
    const phrases = phrasesFor(set.slot, language, nowMs, timezone)
    stream.expect({ phrases, keywords: [], language })
    const count = { said: set.said.length, phrases: 0, values: 0, other: nonsense.length, refused: 0 }
    for (const text of set.said) {
      const hypotheses = await understood(text, voice)
      if (hypotheses[0]?.text === text) count.phrases += 1
      if (valueOf(set.slot, hypotheses) === valueOf(set.slot, [{ text, confidence: 1 }])) count.values += 1
    }
    for (const text of nonsense) if ((await understood(text, voice)).length === 0) count.refused += 1
    for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += count[key]
    row(voice, set.name, count)
  }
  row(voice, 'all', totals)
}
waits.sort((a, b) => a - b)
console.log(
  `words after the last sound: median ${waits[waits.length >> 1]!.toFixed(0)} ms, p95 ${waits[Math.floor(waits.length * 0.95)]!.toFixed(0)} ms; ` +
    `${((1000 * waits.reduce((sum, ms) => sum + ms, 0)) / audioMs).toFixed(0)} ms a second of speech`,
)
stream.close()
await port.close()

function row(
  voice: string,
  name: string,
  count: { said: number; phrases: number; values: number; other: number; refused: number },
): void {
  const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(0)} %`.padStart(6)
  console.log(
    `${voice.padEnd(6)} ${name.padEnd(20)} ${share(count.phrases, count.said)}  ${share(count.values, count.said)}  ${share(count.refused, count.other)}`,
  )
}

/** As the ear hands it over: 300 ms of a quiet line, the words, then 300 ms; asked for at the pause. */
async function understood(text: string, voice: FliteVoiceName): Promise<Words['hypotheses']> {
  // Flite reads "a m" as an article and a letter.
  const { pcm, rateHz } = flite(text.replace(/\b([ap]) m\b/u, '$1.m.'), voice)
  const speech = trimSilence(await resample(pcm, rateHz, 8000), 8000, { beforeMs: 0, afterMs: 0 })
  const line = joined(quiet(300), level(Int16Array.from(speech), 8000), quiet(300))
  const mulaw = mulawOf(mixed(line, noise(line.length / 8, -65)))
  stream.startTurn(++turn)
  for (let from = 0; from < mulaw.length; from += 160) stream.audio(mulaw.subarray(from, from + 160))
  const asked = performance.now()
  const answered = new Promise<void>((resolve) => void (arrived = resolve))
  stream.pause()
  await answered
  waits.push(performance.now() - asked)
  audioMs += mulaw.length / 8
  stream.cancelTurn()
  return heard.at(-1)?.hypotheses ?? []
}

function valueOf(slot: Slot, hypotheses: Words['hypotheses']): string {
  return JSON.stringify(parse(hypotheses, { language, slot, nowMs, timezone }).value)
}

function numerals(numbers: readonly string[]): string[] {
  const digits = 'zero one two three four five six seven eight nine'.split(' ')
  return numbers.map((number) => Array.from(number, (digit) => digits[Number(digit)]).join(' '))
}
