import { defaultPhrases } from '../default-phrases.ts'
import type { DefaultPhrases } from '../default-phrases.ts'
import type { BargeIn, Prompt, Template } from '../prompt.ts'
import type { Json, JsonObject } from '../json.ts'
import { primaryLanguage } from '../language-tag.ts'
import { asObject, asText, defined, isObject } from '../reading.ts'
import type { Path } from '../source.ts'
import type { Writer } from '../writer.ts'

/** What a prompt's plain form depends on besides its own words. */
export interface PromptContext {
  readonly writer: Writer
  readonly language: string
  readonly languages: readonly string[]
  /** The flow's named prompts, as written. */
  readonly prompts: JsonObject
}

/** What a prompt is that could not be read: the schema has reported it. */
export const silence: Prompt = { variants: [['']] }

/**
 * A prompt in its plain form: a text, a list of variants, or an object. `policy` completes a barge-in policy of its own.
 * Undefined where there is none, or nothing that can be read.
 */
export function readPrompt(
  value: Json | undefined,
  path: Path,
  context: PromptContext,
  policy: (level: Json) => BargeIn,
): Prompt | undefined {
  const { writer } = context
  if (!isObject(value)) {
    const variants = templates(value, path, writer)
    return variants === undefined ? undefined : writer.mark({ variants }, path)
  }
  const own = value['bargein'] === undefined ? undefined : policy(value['bargein'])
  const name = asText(value['use'])
  if (name !== undefined) {
    const named = context.prompts[name]
    // a named prompt that itself only names another would never end
    if (named === undefined || (isObject(named) && named['use'] !== undefined)) {
      writer.unknownPrompts.push({ name, path: [...path, 'use'] })
      return silence
    }
    const used = readPrompt(named, ['prompts', name], context, policy)
    return used === undefined || own === undefined ? used : writer.mark({ ...used, bargein: own }, path)
  }
  const press = asText(value['press'])
  if (press !== undefined) {
    const at = [...path, 'press']
    const keys: Template = press.startsWith('=')
      ? [{ expression: writer.expression(press, at), filters: [] }]
      : writer.template(press, at)
    // Whoever is at the other end speaks on: their voice must not break into the tones.
    return writer.mark({ ...silence, press: keys, bargein: own ?? policy(false) }, path)
  }
  const key = ['text', 'variants', 'ssml'].find((word) => value[word] !== undefined)
  const texts = asObject(value['languages'])
  const ownTag = key === undefined ? tagFor(context.language, Object.keys(texts)) : undefined
  const variants =
    key === undefined
      ? ownTag === undefined
        ? undefined
        : templates(texts[ownTag], [...path, 'languages', ownTag], writer)
      : templates(value[key], [...path, key], writer)
  const audio = asText(value['audio'])
  const others = Object.entries(texts).flatMap(([tag, text]): [string, readonly Template[]][] => {
    const read = tag === ownTag ? undefined : templates(text, [...path, 'languages', tag], writer)
    return read === undefined ? [] : [[tag, read]]
  })
  if (variants === undefined && others.length === 0 && audio === undefined) return undefined
  return writer.mark(
    {
      variants: variants ?? silence.variants,
      ...defined({
        languages: others.length === 0 ? undefined : Object.fromEntries(others),
        audio,
        ssml: key === 'ssml' ? true : undefined,
        bargein: own,
      }),
    },
    path,
  )
}

function templates(value: Json | undefined, path: Path, writer: Writer): readonly Template[] | undefined {
  if (typeof value === 'string') return [writer.template(value, path)]
  if (!Array.isArray(value)) return undefined
  const found = (value as readonly Json[]).flatMap((item, index) =>
    typeof item === 'string' ? [writer.template(item, [...path, index])] : [],
  )
  return found.length === 0 ? undefined : found
}

/** Of these tags the one that is this language: the same, else one of the same language ("en" for "en-GB"). */
function tagFor(language: string, tags: readonly string[]): string | undefined {
  return tags.find((tag) => tag === language) ?? tags.find((tag) => primaryLanguage(tag) === primaryLanguage(language))
}

/** Built-in words, in every language of the flow. */
export function builtIn(
  { language, languages }: Pick<PromptContext, 'language' | 'languages'>,
  pick: (phrases: DefaultPhrases) => string,
): Prompt {
  const others = languages.map((tag) => [tag, [[pick(defaultPhrases(tag))]]] as const)
  return {
    variants: [[pick(defaultPhrases(language))]],
    ...(others.length === 0 ? {} : { languages: Object.fromEntries(others) }),
  }
}
