import { fieldsOf, itemOf, nameOfItem, spokenItem } from '../answers/list/list-slot.ts'
import { formsOf } from '../answers/spoken/forms-of.ts'
import { join } from '../answers/spoken/forms.ts'
import type { Slot } from '../language/slot.ts'
import type { JsonObject } from '../language/json.ts'
import { worded } from '../machine/prompts.ts'
import type { Scene } from '../machine/scene.ts'
import { listPhrase } from '../patterns/list-phrases.ts'
import { phrase } from '../patterns/phrases.ts'

/** Items read back as a sentence: "A lamp, 50 pounds."; "" where there is nothing to be said of them. */
export function spokenOf(scene: Scene, slot: Slot, items: readonly JsonObject[]): string {
  const { language } = scene
  const texts = items.map((item) => spokenItem(slot, item, contextOf(scene))).filter((text) => text !== '')
  const separate = fieldsOf(slot).length > 1 ? '; ' : null
  return sentence(separate === null ? join(texts, formsOf(language).and) : texts.join(separate), language)
}

/** The names of items: "the lamp or the chair". */
export function namesOf(scene: Scene, slot: Slot, items: readonly JsonObject[], word: 'and' | 'or'): string {
  const names = items.map((item) => nameOfItem(slot, item, contextOf(scene))).filter((name) => name !== '')
  return join(names, formsOf(scene.language)[word])
}

export function soFarWords(scene: Scene, slot: Slot, items: readonly JsonObject[]): string {
  const names = namesOf(scene, slot, items, 'and')
  return names === '' ? listPhrase('empty', scene.language) : listPhrase('soFar', scene.language, names)
}

/** What is said of items that were added: the flow's own words, else they are read back. */
export function addedWords(scene: Scene, slot: Slot, items: readonly JsonObject[]): string[] {
  if (items.length === 0 || slot.sensitive === 'pci') return []
  const { added } = slot
  if (added === undefined) return [spokenOf(scene, slot, items)].filter((text) => text !== '')
  return items
    .map((item) => {
      scene.item = itemOf(slot, item)
      const { text } = worded(scene, added, { place: `${slot.name}.added` })
      scene.item = undefined
      return text
    })
    .filter((text) => text !== '')
}

export function isThatRightOf(scene: Scene, slot: Slot, items: readonly JsonObject[]): string {
  return `${spokenOf(scene, slot, items)} ${phrase('isThatRight', scene.language)}`.trim()
}

function sentence(text: string, language: string): string {
  if (text === '') return ''
  return `${text.charAt(0).toLocaleUpperCase(language)}${text.slice(1)}.`
}

function contextOf(scene: Scene): Parameters<typeof spokenItem>[2] {
  return { language: scene.language, nowMs: scene.context.now, timezone: scene.flow.timezone }
}
