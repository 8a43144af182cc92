/** What the vendor calls an error of a client: https://developers.openai.com/api/reference/resources/realtime/server-events */
export interface ClientFault {
  readonly code: string
  readonly message: string
  readonly param: string | null
}

/** A field may be this: one of some texts, a check, a list, an object of fields, or (`null`) nothing at all. */
type Rule =
  | readonly (string | null)[]
  | ((value: unknown) => boolean)
  | { readonly each: Rule }
  | { readonly fields: Fields; readonly nullable?: true }
type Fields = Readonly<Record<string, { readonly rule: Rule; readonly required?: true }>>

const isText = (value: unknown): boolean => typeof value === 'string'
const anything = (): boolean => true
const isBase64 = (value: unknown): boolean =>
  typeof value === 'string' && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/u.test(value)

/** As the SDK's typings (openai 7.57) have a transcription session, and a client's events. */
const turnDetection: Fields = {
  type: { rule: ['server_vad', 'semantic_vad'], required: true },
  threshold: { rule: (value) => typeof value === 'number' },
  prefix_padding_ms: { rule: (value) => Number.isInteger(value) },
  silence_duration_ms: { rule: (value) => Number.isInteger(value) },
  eagerness: { rule: ['low', 'medium', 'high', 'auto'] },
}
const transcription: Fields = {
  model: { rule: isText },
  language: { rule: (value) => typeof value === 'string' && /^[a-z]{2}$/u.test(value) },
  languages: { rule: { each: (value) => typeof value === 'string' && /^[a-z]{2}$/u.test(value) } },
  keywords: { rule: { each: isText } },
  prompt: { rule: isText },
  delay: { rule: ['minimal', 'low', 'medium', 'high', 'xhigh'] },
}
const input: Fields = {
  format: {
    rule: {
      fields: {
        type: { rule: ['audio/pcm', 'audio/pcmu', 'audio/pcma'], required: true },
        rate: { rule: (value) => value === 24_000 },
      },
    },
  },
  noise_reduction: {
    rule: { fields: { type: { rule: ['near_field', 'far_field'], required: true } }, nullable: true },
  },
  transcription: { rule: { fields: transcription, nullable: true } },
  turn_detection: { rule: { fields: turnDetection, nullable: true } },
}
const session: Fields = {
  type: { rule: ['transcription'], required: true },
  audio: { rule: { fields: { input: { rule: { fields: input } } } } },
  include: { rule: { each: ['item.input_audio_transcription.logprobs'] } },
}
const id: Fields = { event_id: { rule: isText }, type: { rule: anything } }
const events: Readonly<Record<string, Fields>> = {
  'session.update': { ...id, session: { rule: { fields: session }, required: true } },
  'input_audio_buffer.append': { ...id, audio: { rule: isBase64, required: true } },
  'input_audio_buffer.commit': id,
  'input_audio_buffer.clear': id,
}

/** What is wrong with an event of a client's; null where the vendor takes it. */
export function eventFault(event: Readonly<Record<string, unknown>>): ClientFault | null {
  const type = event['type']
  if (type === undefined) return missing('type')
  const fields = typeof type === 'string' ? events[type] : undefined
  if (fields === undefined)
    return invalid('type', `${JSON.stringify(type)}. Supported values are: ${quoted(Object.keys(events))}`)
  return faultIn(event, fields, '') ?? (type === 'session.update' ? modelFault(event) : null)
}

/** What a model does not take, by the same typings. */
function modelFault(event: Readonly<Record<string, unknown>>): ClientFault | null {
  const { audio } = event['session'] as { audio?: { input?: Record<string, unknown> } }
  const { transcription, turn_detection: detection } = audio?.input ?? {}
  const { model = '', ...hints } = (transcription ?? {}) as Record<string, unknown>
  const at = 'session.audio.input'
  const isLive = model === 'gpt-live-transcribe' || model === 'gpt-realtime-whisper'
  if (isLive && detection !== null && detection !== undefined) return unsupported(`${at}.turn_detection`, model)
  const takes: Readonly<Record<string, boolean>> = {
    keywords: model === 'gpt-transcribe' || model === 'gpt-live-transcribe',
    languages: model === 'gpt-transcribe' || model === 'gpt-live-transcribe',
    delay: model === 'gpt-realtime-whisper',
    prompt: model !== 'gpt-realtime-whisper',
  }
  const not = Object.keys(hints).find((name) => takes[name] === false)
  return not === undefined ? null : unsupported(`${at}.transcription.${not}`, model)
}

function faultIn(value: Readonly<Record<string, unknown>>, fields: Fields, at: string): ClientFault | null {
  const named = (name: string): string => (at === '' ? name : `${at}.${name}`)
  const unknown = Object.keys(value).find((name) => fields[name] === undefined)
  if (unknown !== undefined)
    return { code: 'unknown_parameter', message: `Unknown parameter: '${named(unknown)}'.`, param: named(unknown) }
  for (const [name, { rule, required }] of Object.entries(fields)) {
    if (value[name] === undefined && required === true) return missing(named(name))
    const fault = value[name] === undefined ? null : valueFault(value[name], rule, named(name))
    if (fault !== null) return fault
  }
  return null
}

function valueFault(value: unknown, rule: Rule, at: string): ClientFault | null {
  if (typeof rule === 'function') return rule(value) ? null : invalid(at, `'${at}'`)
  if (isChoice(rule))
    return typeof value === 'string' && rule.includes(value)
      ? null
      : invalid(at, `'${String(value)}'. Supported values are: ${quoted(rule)}`)
  if ('each' in rule) {
    if (!Array.isArray(value)) return wrongType(at, 'an array')
    return value.map((item, index) => valueFault(item, rule.each, `${at}[${index}]`)).find((it) => it !== null) ?? null
  }
  if (value === null && rule.nullable === true) return null
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrongType(at, 'an object')
  return faultIn(value as Record<string, unknown>, rule.fields, at)
}

function isChoice(rule: Rule): rule is readonly (string | null)[] {
  return Array.isArray(rule)
}

function missing(param: string): ClientFault {
  return { code: 'missing_required_parameter', message: `Missing required parameter: '${param}'.`, param }
}

function invalid(param: string, what: string): ClientFault {
  return { code: 'invalid_value', message: `Invalid value: ${what}.`, param }
}

function wrongType(param: string, expected: string): ClientFault {
  return { code: 'invalid_type', message: `Invalid type for '${param}': expected ${expected}.`, param }
}

function unsupported(param: string, model: unknown): ClientFault {
  return { code: 'invalid_value', message: `'${param}' is not supported with the model '${String(model)}'.`, param }
}

function quoted(values: readonly (string | null)[]): string {
  return values.map((value) => `'${value}'`).join(', ')
}
