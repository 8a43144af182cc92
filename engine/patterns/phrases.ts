/**
 * The sentences that the runtime itself needs, where a flow says nothing of its own. By language; English where a language
 * is missing, which the checker reports.
 */
interface Phrases {
  /** After a stream was lost and came back. */
  readonly cutOff: string
  /** When the call cannot go on (P8). */
  readonly failed: string
  /** Before a question that a denial left open. */
  readonly whatInstead: string
  /** To a caller who was not understood twice. */
  readonly useKeys: string
  /** After a value that was read back. */
  readonly isThatRight: string
  /** Before a question that was left for something else. */
  readonly whereWeWere: string
  /** While a tool runs and the stream has just come back. */
  readonly stillWorking: string
}

const phrases: Readonly<Record<string, Phrases>> = {
  en: {
    cutOff: 'Sorry, we were cut off.',
    failed: 'I am sorry, something went wrong on our side. Please call again in a few minutes. Goodbye.',
    whatInstead: 'What should it be instead?',
    useKeys: 'You can also type it on your keypad.',
    isThatRight: 'Is that right?',
    whereWeWere: 'So, where were we.',
    stillWorking: 'Sorry, we were cut off. I am still working on it.',
  },
  de: {
    cutOff: 'Entschuldigung, wir wurden unterbrochen.',
    failed:
      'Es tut mir leid, bei uns ist etwas schiefgegangen. Bitte rufen Sie in ein paar Minuten noch einmal an. Auf Wiederhören.',
    whatInstead: 'Wie soll es stattdessen sein?',
    useKeys: 'Sie können es auch auf den Tasten eingeben.',
    isThatRight: 'Stimmt das?',
    whereWeWere: 'Also, wo waren wir.',
    stillWorking: 'Entschuldigung, wir wurden unterbrochen. Ich bin noch dabei.',
  },
  es: {
    cutOff: 'Perdón, se ha cortado.',
    failed: 'Lo siento, algo ha fallado por nuestra parte. Vuelva a llamar en unos minutos, por favor. Adiós.',
    whatInstead: '¿Cómo debe ser entonces?',
    useKeys: 'También puede marcarlo en el teclado.',
    isThatRight: '¿Es correcto?',
    whereWeWere: 'Bien, sigamos.',
    stillWorking: 'Perdón, se ha cortado. Sigo con ello.',
  },
  fr: {
    cutOff: 'Pardon, nous avons été coupés.',
    failed:
      'Je suis désolé, un problème est survenu de notre côté. Merci de rappeler dans quelques minutes. Au revoir.',
    whatInstead: 'Que faut-il mettre à la place ?',
    useKeys: 'Vous pouvez aussi le taper sur votre clavier.',
    isThatRight: "C'est bien ça ?",
    whereWeWere: 'Bien, reprenons.',
    stillWorking: "Pardon, nous avons été coupés. Je m'en occupe encore.",
  },
  pl: {
    cutOff: 'Przepraszam, przerwało nam połączenie.',
    failed: 'Przepraszam, coś poszło nie tak po naszej stronie. Proszę zadzwonić ponownie za kilka minut. Do widzenia.',
    whatInstead: 'Jak ma być zamiast tego?',
    useKeys: 'Można to też wpisać na klawiaturze.',
    isThatRight: 'Czy to się zgadza?',
    whereWeWere: 'Wróćmy do pytania.',
    stillWorking: 'Przepraszam, przerwało nam połączenie. Nadal nad tym pracuję.',
  },
}

/** The runtime's own sentence in the language of the call ("en-GB"), or in English. */
export function phrase(which: keyof Phrases, language: string): string {
  const own = phrases[language.slice(0, 2).toLowerCase()] ?? phrases['en']
  return own?.[which] ?? ''
}
