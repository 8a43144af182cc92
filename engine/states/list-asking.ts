import { fieldsIn, fieldsOf, itemOf } from '../answers/list/list-slot.ts'
import { defaultPhrases } from '../language/default-phrases.ts'
import type { Prompt, Rung, Template } from '../language/prompt.ts'
import type { Slot } from '../language/slot.ts'
import type { GatherState } from '../language/state.ts'
import type { JsonObject } from '../language/json.ts'
import { itemsOfList, listProgress, openList } from '../machine/lists.ts'
import { say, sayText, worded } from '../machine/prompts.ts'
import type { Scene } from '../machine/scene.ts'
import { listPhrase } from '../patterns/list-phrases.ts'
import type { Ladder } from './question.ts'
import { listAsked } from './offered.ts'
import { namesOf } from './list-words.ts'

/** What is asked of a list: see `ListSoFar`. */
export function askedOf(scene: Scene, slot: Slot): string {
  return listProgress(scene, slot.name)?.asked ?? 'item'
}

/** Says the question that is open in a list, behind what is to be told first. */
export function askForItems(scene: Scene, state: GatherState, slot: Slot): void {
  const progress = listProgress(scene, slot.name)
  if (progress === null) {
    if ((scene.context.slots[slot.name] ?? null) === null)
      scene.patch({ slots: { ...scene.context.slots, [slot.name]: [] } })
    openList(scene, slot.name, { asked: 'item' })
  }
  const asked = progress?.asked ?? 'item'
  const { told = '', ...left } = progress ?? { asked }
  // What was read back is said again where the question is.
  if (told !== '' && asked !== 'check') openList(scene, slot.name, left)
  const delivery = { purpose: 'prompt', bargein: state.bargein } as const
  const own = promptOf(state, slot, asked)
  scene.item = itemInQuestion(scene, slot)
  if (own !== null && told === '') say(scene, own.prompt, { ...delivery, place: own.place })
  else {
    const { text, language } =
      own === null ? { text: ownWords(scene, slot, asked), language: scene.language } : worded(scene, own.prompt, own)
    sayText(
      scene,
      [told, text].filter((one) => one !== '').join(' '),
      { ...delivery, place: `${state.name}.${asked}` },
      { language },
    )
  }
  scene.item = undefined
}

/** `item` in the words of a list. */
export function itemInQuestion(scene: Scene, slot: Slot): Scene['item'] {
  const draft = listProgress(scene, slot.name)?.drafts?.[0]
  return draft === undefined ? undefined : itemOf(slot, draft)
}

function promptOf(
  state: GatherState,
  slot: Slot,
  asked: string,
): { readonly prompt: Prompt; readonly place: string } | null {
  const narrow = state.slots.length > 1 ? state.prompts[slot.name] : undefined
  const first =
    narrow === undefined
      ? { prompt: state.prompt, place: `${state.name}.prompt` }
      : { prompt: narrow, place: `${state.name}.prompts.${slot.name}` }
  if (asked === 'item') return first
  if (asked === 'more') return slot.more === undefined ? first : { prompt: slot.more, place: `${slot.name}.more` }
  if (!asked.startsWith('field:')) return null
  const name = asked.slice('field:'.length)
  const ask = fieldsOf(slot).find((field) => field.name === name)?.ask
  return ask === undefined ? first : { prompt: ask, place: `${slot.name}.${name}.ask` }
}

/** Questions that no flow has words for. "Is that right?" stands behind what is told. */
function ownWords(scene: Scene, slot: Slot, asked: string): string {
  if (asked !== 'drop') return ''
  return listPhrase('which', scene.language, namesOf(scene, slot, whole(scene, slot), 'or'))
}

function whole(scene: Scene, slot: Slot): readonly JsonObject[] {
  return itemsOfList(scene, slot.name).map((item) => fieldsIn(slot, item))
}

/**
 * The ladders of a list's questions. A field's own come first, else it is asked again twice; whoever is silent or not
 * understood at "anything else?" for the second time has said all. What nobody answers leads where the state's own ladder does.
 */
export function laddersOfLists(state: GatherState, lists: readonly Slot[], language: string): readonly Ladder[] {
  const again = (prompt: Prompt, kind: Kind, attempt: 0 | 1): Rung => askedAgain(prompt, kind, attempt, language)
  return lists.flatMap((list) => {
    const isAsked =
      (asked: string) =>
      (scene: Scene): boolean => {
        const open = listAsked(state, scene)
        return open?.name === list.name && askedOf(scene, open) === asked
      }
    const fields = fieldsOf(list).flatMap((field): Ladder[] => {
      const { ask, name } = field
      if (ask === undefined) return []
      const rungs = (kind: Kind): readonly Rung[] => [
        ...(field[kind] ?? [again(ask, kind, 0), again(ask, kind, 1)]),
        { to: state[kind].at(-1)?.to ?? '.asking' },
      ]
      return [
        {
          name: `${list.name}_${name}`,
          when: isAsked(`field:${name}`),
          noinput: rungs('noinput'),
          nomatch: rungs('nomatch'),
        },
      ]
    })
    const { more } = list
    const twice = (to: string): Pick<Ladder, Kind> => ({
      noinput: [{ repeat: true }, { to }],
      nomatch: [{ repeat: true }, { to }],
    })
    const asksMore: Ladder[] =
      more === undefined
        ? []
        : [
            {
              name: `${list.name}_more`,
              when: isAsked('more'),
              noinput: [again(more, 'noinput', 0), { to: '.enough' }],
              nomatch: [again(more, 'nomatch', 0), { to: '.enough' }],
            },
          ]
    return [
      ...fields,
      ...asksMore,
      { name: `${list.name}_drop`, when: isAsked('drop'), ...twice('.enough') },
      { name: `${list.name}_check`, when: isAsked('check'), ...twice('.doubted') },
    ]
  })
}

type Kind = 'noinput' | 'nomatch'

/** The question again, behind the sentence that says why. */
function askedAgain(prompt: Prompt, kind: Kind, attempt: 0 | 1, language: string): Rung {
  // Nothing can be put before SSML or a sound file.
  if (prompt.ssml === true || prompt.audio !== undefined) return { repeat: true }
  const { variants, languages = {} } = prompt
  const lead = (tag: string, texts: readonly Template[]): readonly Template[] =>
    texts.map((text): Template => [`${defaultPhrases(tag)[kind][attempt]} `, ...text])
  const others = Object.entries(languages).map(([tag, texts]) => [tag, lead(tag, texts)] as const)
  return {
    say: {
      ...prompt,
      variants: lead(language, variants),
      ...(others.length === 0 ? {} : { languages: Object.fromEntries(others) }),
    },
  }
}
