import { describe, expect, test } from 'vitest'
import type { SlotType } from '../../../engine/language/slot.ts'
import { gist, heard } from './asked.ts'

const guests = { name: 'guests', max: 20 }

describe('what callers say, with traps in it', () => {
  test.each([
    ['en-GB', 'boolean', 'no problem', 'closed true'],
    ['en-GB', 'boolean', 'why not', 'closed true'],
    ['en-GB', 'boolean', "i don't think so", 'closed false'],
    ['en-GB', 'boolean', 'of course not', 'closed false'],
    ['en-GB', 'boolean', 'yes but not today', 'none'],
    ['de', 'boolean', 'kein problem', 'closed true'],
    ['de', 'boolean', 'warum nicht', 'closed true'],
    ['de', 'boolean', 'auf gar keinen fall', 'closed false'],
    ['es', 'boolean', 'por qué no', 'closed true'],
    ['es', 'boolean', 'creo que no', 'closed false'],
    ['fr', 'boolean', 'pas de problème', 'closed true'],
    ['fr', 'boolean', 'pourquoi pas', 'closed true'],
    ['fr', 'boolean', 'je ne crois pas', 'closed false'],
    ['pl', 'boolean', 'nie ma problemu', 'closed true'],
    ['pl', 'boolean', 'czemu nie', 'closed true'],
    ['pl', 'boolean', 'raczej nie', 'closed false'],
    ['en-GB', 'date', 'the last friday of the month', 'closed "2026-10-30"'],
    ['en-GB', 'date', 'the last monday of next month', 'closed "2026-11-30"'],
    ['en-GB', 'number', 'two and three quarters', 'closed 2.75'],
    ['de', 'time', 'halb eins mittags', 'closed "12:30"'],
    ['fr', 'time', 'dix-neuf heures', 'closed "19:00"'],
    ['fr', 'time', 'à dix-sept heures trente', 'closed "17:30"'],
    ['fr', 'date', 'le dix-huit novembre', 'open "2026-11-18"'],
    ['fr', 'date', 'le dix novembre', 'open "2026-11-10"'],
    ['fr', 'phone', 'zéro six dix-sept dix-huit dix-neuf vingt', 'closed "+33617181920"'],
    ['de', 'spelled', 'ä wie ärger', 'open "Ä"'],
    ['es', 'spelled', 'eñe de ñoño', 'open "Ñ"'],
    ['pl', 'spelled', 'ł jak łódź', 'open "Ł"'],
  ] as [string, SlotType, string, string][])('%s %s: "%s" is %s', (language, type, said, answer) => {
    expect(gist(heard(type, said, { language, ...(type === 'phone' ? { region: 'FR' } : {}) }))).toBe(answer)
  })

  test.each([
    ['en-GB', 'half a dozen', 6],
    ['en-GB', 'five people at eight', 5],
    ['en-GB', 'two or three', null],
    ['en-GB', 'between four and six', null],
    ['de', 'für fünf personen um acht', 5],
    ['de', 'zwei oder drei', null],
    ['es', 'media docena', 6],
    ['fr', 'dix-sept personnes', 17],
    ['fr', 'nous sommes dix-neuf', 19],
    ['pl', 'dwie albo trzy', null],
  ])('%s: "%s" are %s guests', (language, said, value) => {
    expect(heard('integer', said, { ...guests, language }).value).toBe(value)
  })
})
