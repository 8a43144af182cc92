import type { Json } from '../language/json.ts'
import type { AnswerContext } from './answer.ts'
import { speak } from './speak.ts'
import { formsOf } from './spoken/forms-of.ts'
import { join } from './spoken/forms.ts'

/**
 * How a person would read an answer back, by the slot's type; a choice is its first synonym. What had to be said again
 * is spelled with the alphabet. */
export function readBack(value: Json, context: AnswerContext): string {
  const { slot } = context
  const say = (filter: string, it: Json = value): string => speak(filter, it, [], context)
  const isAgain = context.earlier !== undefined && context.earlier !== null
  switch (slot.type) {
    case 'date':
      return say('date')
    case 'time':
      return say('time')
    case 'datetime':
      return say('datetime')
    case 'integer':
    case 'number':
      return say('number')
    case 'digits':
      return say('digits')
    case 'spelled':
      return isAgain ? speak('spell', value, ['alphabet'], context) : say('spell')
    case 'phone':
      return say('phone')
    case 'money':
      return say('money')
    case 'duration':
      return say('duration')
    case 'postcode':
      return isAgain ? speak('spell', value, ['alphabet'], context) : say('postcode')
    case 'email':
      return say('email')
    case 'boolean':
      return say('boolean')
    case 'choice':
      return typeof value === 'string' ? optionName(value, context) : ''
    case 'list':
      return Array.isArray(value)
        ? join(
            value.map((one) => (typeof one === 'string' ? optionName(one, context) : say('or', one as Json))),
            formsOf(context.language).and,
          )
        : ''
    case 'name':
    case 'text':
    default:
      return typeof value === 'string' ? value : ''
  }
}

function optionName(value: string, { slot, language, timezone, nowMs }: AnswerContext): string {
  const option = slot.options?.[value]
  const name = option?.synonyms[0] ?? value.replaceAll('_', ' ')
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(name) ? speak('datetime', name, [], { language, timezone, nowMs }) : name
}
