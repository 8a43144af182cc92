import type { SlotType } from '../../../engine/language/slot.ts'
import type { Row } from './question.ts'

const asked: readonly (readonly [type: SlotType, language: string, role: string, ...said: string[]])[] = [
  ['boolean', 'en-GB', 'agreed', 'yes', 'yes please', "no that's not right", 'um yeah go on then', 'no thank you'],
  ['choice', 'en-GB', 'service', 'the cleaning please', 'um i think i need a filling', 'just a check up'],
  ['integer', 'en-GB', 'guests', 'four', 'there are six of us', 'me and my wife and three kids', 'twenty four people'],
  [
    'digits',
    'en-GB',
    'reference',
    'double five nine oh',
    'one two three four five six',
    'it is seven seven oh one two',
  ],
  ['date', 'en-GB', 'dob', 'the fourth of may nineteen ninety', 'second of the eleventh seventy three'],
  ['date', 'en-GB', 'day', 'friday', 'a week on friday', 'the twenty third of november please', 'tomorrow'],
  ['date', 'de-DE', 'tag', 'am dritten november', 'nächsten freitag bitte', 'morgen'],
  ['date', 'pl-PL', 'dob', 'dwudziestego trzeciego września tysiąc dziewięćset siedemdziesiątego dziewiątego roku'],
  ['time', 'en-GB', 'time', 'seven', 'seven p m', 'half past four', 'could we do quarter to five in the afternoon'],
  ['time', 'es-ES', 'hora', 'las cinco menos cuarto de la tarde', 'a las ocho y media'],
  ['time', 'fr-FR', 'heure', 'à dix-neuf heures trente', 'huit heures et demie'],
  ['datetime', 'en-GB', 'at', 'tomorrow at half past four', 'friday the ninth at seven in the evening'],
  ['duration', 'en-GB', 'length', 'an hour and a half', 'about twenty minutes'],
  [
    'phone',
    'en-GB',
    'mobile',
    'oh seven four double oh one two three four five six',
    'it is oh two oh seven nine four six oh one two three',
  ],
  ['email', 'en-GB', 'email', 'john dot smith at gmail dot com', 'info at alba dash table dot co dot uk'],
  ['money', 'en-GB', 'amount', 'twelve pounds and fifty pence', 'three hundred pounds', 'about forty'],
  ['name', 'en-GB', 'name', 'katie marshall', "it's peter van der berg", 'my name is olivia'],
  ['postcode', 'en-GB', 'postcode', 'whiskey two oh alpha bravo', 's w one a two a a', 'it is e h eight nine y l'],
  ['text', 'en-GB', 'problem', 'the tap in the kitchen is dripping', 'there is no hot water since this morning'],
]

const options = { check_up: ['check up'], filling: ['tooth repair'], hygienist: ['cleaning'] }

/** Answers of our own, for a bench that needs nothing else. */
export const ownRows: readonly Row[] = asked.flatMap(([type, language, role, ...said]) =>
  said.map((text, n) => ({
    id: `${language} ${role} ${n}`,
    dialogue: `${language} ${role} ${n}`,
    type,
    language,
    role,
    hypotheses: [text],
    ...(type === 'choice' ? { options } : {}),
  })),
)
