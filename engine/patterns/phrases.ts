/**
 * The sentences that the runtime itself needs, where a flow says nothing of its own. By language; English where a language
 * is missing, which the checker reports.
 */
interface Phrases {
  /** Before a question that a denial left open. */
  readonly whatInstead: string
  /** To a caller who was not understood twice. */
  readonly useKeys: string
  /** After a value that was read back. */
  readonly isThatRight: string
  /** Before a question that was left for something else. */
  readonly whereWeWere: string
  /** While a tool runs: said behind the words of pattern_cut_off. */
  readonly stillWorking: string
  /** Where a call has lasted as long as a call may. */
  readonly timeIsUp: string
  /** To whoever is to take a call, after what it is about. */
  readonly takeCall: string
  /** To whoever answers when nobody waits for them any more. */
  readonly callerGone: string
}

const phrases: Readonly<Record<string, Phrases>> = {
  en: {
    whatInstead: 'What should it be instead?',
    useKeys: 'You can also type it on your keypad.',
    isThatRight: 'Is that right?',
    whereWeWere: 'So, where were we.',
    stillWorking: 'I am still working on it.',
    timeIsUp: 'I am sorry, this call has come to its longest time. Please call again if there is more. Goodbye.',
    takeCall: 'Press 1 to take the call.',
    callerGone: 'The caller has hung up.',
  },
  de: {
    whatInstead: 'Wie soll es stattdessen sein?',
    useKeys: 'Sie können es auch auf den Tasten eingeben.',
    isThatRight: 'Stimmt das?',
    whereWeWere: 'Also, wo waren wir.',
    stillWorking: 'Ich bin noch dabei.',
    timeIsUp:
      'Es tut mir leid, dieses Gespräch hat seine längste Dauer erreicht. Bitte rufen Sie wieder an, wenn noch etwas offen ist. Auf Wiederhören.',
    takeCall: 'Drücken Sie die 1, um den Anruf anzunehmen.',
    callerGone: 'Der Anrufer hat aufgelegt.',
  },
  es: {
    whatInstead: '¿Cómo debe ser entonces?',
    useKeys: 'También puede marcarlo en el teclado.',
    isThatRight: '¿Es correcto?',
    whereWeWere: 'Bien, sigamos.',
    stillWorking: 'Sigo con ello.',
    timeIsUp:
      'Lo siento, esta llamada ha llegado a su duración máxima. Vuelva a llamar si queda algo pendiente. Adiós.',
    takeCall: 'Pulse 1 para aceptar la llamada.',
    callerGone: 'La persona que llamaba ha colgado.',
  },
  fr: {
    whatInstead: 'Que faut-il mettre à la place ?',
    useKeys: 'Vous pouvez aussi le taper sur votre clavier.',
    isThatRight: "C'est bien ça ?",
    whereWeWere: 'Bien, reprenons.',
    stillWorking: "Je m'en occupe encore.",
    timeIsUp:
      'Je suis désolé, cet appel a atteint sa durée maximale. Rappelez-nous s’il reste quelque chose. Au revoir.',
    takeCall: 'Appuyez sur 1 pour prendre l’appel.',
    callerGone: 'La personne a raccroché.',
  },
  pl: {
    whatInstead: 'Jak ma być zamiast tego?',
    useKeys: 'Można to też wpisać na klawiaturze.',
    isThatRight: 'Czy to się zgadza?',
    whereWeWere: 'Wróćmy do pytania.',
    stillWorking: 'Nadal nad tym pracuję.',
    timeIsUp:
      'Przepraszam, ta rozmowa osiągnęła najdłuższy czas. Jeśli coś zostało do załatwienia, proszę zadzwonić ponownie. Do widzenia.',
    takeCall: 'Aby odebrać połączenie, proszę nacisnąć 1.',
    callerGone: 'Dzwoniący się rozłączył.',
  },
}

/** The language that `phrase` answers in: the one that is asked for, where there are sentences in it. */
export function languageOfPhrase(language: string): string {
  return Object.hasOwn(phrases, language.slice(0, 2).toLowerCase()) ? language : 'en-GB'
}

/** The runtime's own sentence in the language of the call ("en-GB"), or in English. */
export function phrase(which: keyof Phrases, language: string): string {
  const own = phrases[language.slice(0, 2).toLowerCase()] ?? phrases['en']
  return own?.[which] ?? ''
}
