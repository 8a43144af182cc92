import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { commandNames, patternNames } from '../../../engine/language/flow.ts'
import { matchExamples } from '../../../engine/decide/match.ts'
import { commandWords } from '../../../engine/patterns/command-words.ts'
import { defaultFlows } from '../../../engine/patterns/default-flows.ts'
import { defaultFlowsModule, generated } from './generate.ts'

test('the module is what the YAML says', () => {
  expect(readFileSync(generated, 'utf8')).toBe(defaultFlowsModule())
})

test('there is a default for every pattern', () => {
  expect(Object.keys(defaultFlows).toSorted()).toEqual([...patternNames].toSorted())
})

test.each(['en', 'de', 'es', 'fr', 'pl'])('no two commands share a phrase (%s)', (language) => {
  const words = commandWords(language)
  for (const name of commandNames) {
    for (const phrase of words[name].examples) {
      const scores = matchExamples(phrase, words)
      expect([phrase, scores[name]]).toEqual([phrase, 1])
      for (const other of commandNames) if (other !== name) expect(scores[other]).toBeLessThan(0.8)
    }
  }
})
