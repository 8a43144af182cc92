import { describe, expect, test } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'
import { compileFlow } from '../../../engine/machine/compile.ts'
import { Conversation } from '../conversation.ts'
import { aProject } from './project.ts'

const head = 'flow: table\nlanguage: en-GB\nlanguages: [de-DE, es-ES]\ntimezone: Europe/London\n'
const table = `${head}
start: hello
commands: { help: true }
slots:
  guests: { type: integer, min: 1, max: 20 }
  at: { type: datetime }
states:
  hello:
    say: { text: Hello., languages: { de-DE: Guten Tag., es-ES: Hola. } }
    next: ask
  ask:
    gather: guests
    prompt: { text: How many?, languages: { de-DE: Wie viele?, es-ES: "¿Cuántos?" } }
    next: when
  when:
    gather: at
    prompt: { text: When?, languages: { de-DE: Wann?, es-ES: "¿Cuándo?" } }
    next: bye
  bye:
    end:
      text: "{{ slots.at | datetime }}. Bye."
      languages: { de-DE: "{{ slots.at | datetime }}. Tschüss.", es-ES: "{{ slots.at | datetime }}. Adiós." }
`

function call(yaml: string, language?: string): Conversation {
  const { flow, diagnostics } = checkFlow(yaml, 'table.yaml')
  if (flow === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  return new Conversation(compileFlow(flow), {}, language === undefined ? {} : { language })
}

describe("a call's language", () => {
  test("is the flow's own where nobody chooses", () => {
    expect(call(table).rest().transcript).toEqual(['Hello.', 'How many?'])
  })

  test('is that of the number that was dialled: prompts, grammars, default sentences, commands and values follow it', () => {
    const german = call(table, 'de-DE').rest()
    expect(german.transcript).toEqual(['Guten Tag.', 'Wie viele?'])
    expect(german.listening?.language).toBe('de-DE')
    expect(german.says('lila').rest().last).toContain('nicht verstanden')
    expect(german.says('hilfe').rest().transcript.at(-2)).toContain('Antworten Sie einfach')
    expect(german.says('vier').rest().slots).toMatchObject({ guests: 4 })
    expect(german.reconnect().rest().transcript.at(-2)).toBe('Entschuldigung, wir wurden unterbrochen.')
    expect(german.says('morgen um halb acht abends').rest().slots['at']).toBe('2026-10-09T19:30:00+01:00')
    expect(german.last).toBe('Freitag, der 9. Oktober, um 19 Uhr 30. Tschüss.')
    expect(german.faults).toEqual([])
  })

  test('"de" is meant by "de-AT" where the flow has de-DE; a language that it has not changes nothing', () => {
    expect(call(table, 'de-AT').transcript).toEqual(['Guten Tag.'])
    expect(call(table, 'fr-FR').transcript).toEqual(['Hello.'])
  })

  const choosing = `${head}
start: which
states:
  which:
    decide: Which language does the caller want?
    prompt: English, Deutsch o español?
    options:
      english: { means: English, examples: [english], key: "1", next: tell }
      german: { means: German, examples: [deutsch], key: "2", set: { call.language: de-DE }, next: tell }
      spanish: { means: Spanish, examples: [español], key: "3", set: { call.language: es }, next: tell }
    unsure: tell
  tell: { say: { text: "We speak {{ call.language }}.", languages: { de-DE: "Wir sprechen {{ call.language }}.", es-ES: "Hablamos {{ call.language }}." } }, next: bye }
  bye: { end: { text: Bye., languages: { de-DE: Tschüss., es-ES: Adiós. } } }
`.replace(
    'prompt: English, Deutsch o español?',
    'prompt: { text: "English, Deutsch, español?", languages: { de-DE: x, es-ES: x } }',
  )

  test.each([
    ['english', ['We speak en-GB.', 'Bye.']],
    ['deutsch', ['Wir sprechen de-DE.', 'Tschüss.']],
    ['español', ['Hablamos es-ES.', 'Adiós.']],
  ])('is what a state sets: %s', (said, expected) => {
    expect(call(choosing).says(said).rest().transcript.slice(-2)).toEqual(expected)
  })

  test('that a flow has not is told before any call', () => {
    const wrong = choosing.replace('call.language: es }', 'call.language: fr-FR }')
    const { diagnostics } = checkFlow(wrong, 'table.yaml')
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['unknown-language', 'The flow is not spoken in "fr-FR".'],
    ])
  })

  test('that was chosen in a flow that was run holds in the one that goes on', () => {
    const outer = `language: en-GB\nlanguages: [de-DE]\nstart: r\nslots: {}\nstates:\n  r: { run: chooser, next: bye, outcomes: { error: bye } }\n  bye: { end: { text: Bye., languages: { de-DE: Tschüss. } } }\n`
    const chooser = `language: en-GB\nlanguages: [de-DE]\nstart: s\nslots: {}\nstates:\n  s: { set: { call.language: de-DE }, next: done }\n  done: { end: { text: Done., languages: { de-DE: Fertig. } } }\n`
    expect(aProject({ outer, chooser }).rest().transcript).toEqual(['Fertig.', 'Tschüss.'])
  })
})

describe('a time in a flow that was run', () => {
  const outer = `start: r\nslots: { at: { type: datetime } }\nstates:\n  r: { run: inner, save: { at: result.at }, next: ask, outcomes: { error: bye } }\n  ask: { gather: at, prompt: And here?, next: bye }\n  bye: { end: "{{ at }} {{ slots.at }}" }\n`
  const inner = `language: en-GB\ntimezone: America/New_York\nstart: ask\noutputs: { at: slots.at }\nslots: { at: { type: datetime } }\nstates:\n  ask: { gather: at, prompt: When?, next: done }\n  done: { end: "" }\n`

  test('is of its own time zone, and after it of the first again', () => {
    const call = aProject({ outer, inner }).says('tomorrow at eight pm').rest()
    expect(call.last).toBe('And here?')
    expect(call.says('tomorrow at eight pm').rest().last).toBe('2026-10-09T20:00:00-04:00 2026-10-09T20:00:00+01:00')
  })

  test('is of the zone of the call where it names none', () => {
    const zoneless = inner.replace('timezone: America/New_York\n', '')
    const call = aProject({ outer, inner: zoneless }).says('tomorrow at eight pm').rest()
    expect(call.says('tomorrow at eight pm').rest().last).toBe('2026-10-09T20:00:00+01:00 2026-10-09T20:00:00+01:00')
  })
})
