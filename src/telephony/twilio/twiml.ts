import twilio from 'twilio'
import { languageOfPhrase, phrase } from '../../../engine/patterns/phrases.ts'
import type { Room } from '../line.ts'
import { streamBase } from './signature.ts'
import { parameterLimit } from './token.ts'

/** Our routes that Twilio calls, below the public address. */
export const paths = {
  voice: '/twilio/voice',
  media: '/twilio/media',
  streamEnded: '/twilio/stream-ended',
  resume: '/twilio/resume',
  status: '/twilio/status',
  answeredBy: '/twilio/answered-by',
  streamStatus: '/twilio/stream-status',
  transferResult: '/twilio/transfer-result',
  whisper: '/twilio/whisper',
  whisperAnswer: '/twilio/whisper-answer',
  leg: '/twilio/leg',
  room: '/twilio/room',
  hold: '/twilio/hold',
  holdMusic: '/twilio/hold-music',
} as const

/**
 * Connects the call to a stream of ours. When the stream ends Twilio asks the action, and where it does not, the
 * redirect: both answer alike. Throws RangeError where a name is too long for Twilio (500 characters with its value).
 */
export function connectStream(stream: {
  readonly publicUrl: string
  readonly callId: string
  readonly flow: string
  readonly token: string
  /** The answer to the ringing promises the first one. */
  readonly stream?: 'first'
}): string {
  const response = new twilio.twiml.VoiceResponse()
  const connect = response.connect({ action: stream.publicUrl + paths.streamEnded, method: 'POST' })
  const noun = connect.stream({
    url: streamBase(stream.publicUrl) + paths.media,
    statusCallback: stream.publicUrl + paths.streamStatus,
    statusCallbackMethod: 'POST',
  })
  // The address cannot carry these: Twilio drops its query string.
  for (const [name, value] of Object.entries(parametersOf(stream))) {
    if (name.length + value.length > parameterLimit) throw new RangeError(`the ${name} is too long for a <Parameter>`)
    noun.parameter({ name, value })
  }
  response.redirect({ method: 'POST' }, stream.publicUrl + paths.resume)
  return response.toString()
}

function parametersOf({ callId, flow, token, stream }: Parameters<typeof connectStream>[0]): Record<string, string> {
  return { callId, flow, token, ...(stream === undefined ? {} : { stream }) }
}

/** Ends the call. */
export function hangUp(): string {
  const response = new twilio.twiml.VoiceResponse()
  response.hangup()
  return response.toString()
}

/** Nothing to do: where Twilio asks although the call has gone another way. */
export function nothing(): string {
  return new twilio.twiml.VoiceResponse().toString()
}

/** What a caller hears where we cannot go on (P8): a sentence, a person if there is one, never silence. */
export interface WayOut {
  readonly text: string
  /** BCP 47. */
  readonly language: string
  /** Who is rung after the sentence, in E.164; null hangs up. */
  readonly number: string | null
}

/** Speaks the way out, then rings its number or hangs up. */
export function wayOut(out: WayOut): string {
  const response = new twilio.twiml.VoiceResponse()
  say(response, out.text, out.language)
  if (out.number !== null) response.dial({ answerOnBridge: true, timeout: 30 }, out.number)
  response.hangup()
  return response.toString()
}

/** Asks again in a second, or at once: while this server cannot answer, another one may. Words are said before, so that nobody hears a dead line. */
export function askAgain(
  address: string,
  how: {
    readonly words?: { readonly text: string; readonly language: string } | undefined
    readonly atOnce?: boolean
  } = {},
): string {
  const response = new twilio.twiml.VoiceResponse()
  if (how.words !== undefined) say(response, how.words.text, how.words.language)
  if (how.atOnce !== true) response.pause({ length: 1 })
  response.redirect({ method: 'POST' }, address)
  return response.toString()
}

/** Rings somebody else; the caller hears ringing until they answer, and the result is posted to us. */
export function transfer(to: {
  readonly publicUrl: string
  /** E.164, or a SIP address. */
  readonly number: string
  readonly ringMs: number
  /** Whoever answers first hears what it is about, and presses a key to take it. */
  readonly screened: boolean
}): string {
  const response = new twilio.twiml.VoiceResponse()
  const dial = response.dial({
    answerOnBridge: true,
    // Twilio's own bounds: 5 to 600 seconds.
    timeout: Math.min(600, Math.max(5, Math.ceil(to.ringMs / 1000))),
    action: to.publicUrl + paths.transferResult,
    method: 'POST',
  })
  const whisper = to.screened ? { url: to.publicUrl + paths.whisper, method: 'POST' } : {}
  if (/^sips?:/.test(to.number)) dial.sip(whisper, to.number)
  else dial.number(whisper, to.number)
  return response.toString()
}

/** Tells whoever answered what it is about; without the key the call is not theirs (voicemail has none). */
export function whisper(to: {
  readonly publicUrl: string
  readonly brief: string
  readonly language: string
  /** Of a warm transfer, whose room they join. */
  readonly room?: Room
}): string {
  const response = new twilio.twiml.VoiceResponse()
  const gather = response.gather({
    numDigits: 1,
    timeout: 8,
    action: to.publicUrl + paths.whisperAnswer + (to.room === undefined ? '' : roomQuery(to.room)),
    method: 'POST',
  })
  if (to.brief !== '') say(gather, to.brief, to.language)
  say(gather, phrase('takeCall', to.language), languageOfPhrase(to.language))
  response.hangup()
  return response.toString()
}

/** To who answers when nobody waits for them any more. */
export function callerGone(language: string): string {
  const response = new twilio.twiml.VoiceResponse()
  say(response, phrase('callerGone', language), languageOfPhrase(language))
  response.hangup()
  return response.toString()
}

/**
 * Has the caller wait in a conference, with music, until somebody joins them: it begins with who was rung, and it ends when
 * either of the two leaves (https://www.twilio.com/docs/voice/twiml/conference: startConferenceOnEnter,
 * endConferenceOnExit, waitUrl). Twilio takes the events of a conference from whoever enters it first.
 */
export function seatInRoom(to: {
  readonly publicUrl: string
  readonly room: Room
  /** False plays Twilio's own music. */
  readonly ownMusic: boolean
}): string {
  const { publicUrl, room } = to
  const response = new twilio.twiml.VoiceResponse()
  const dial = response.dial({ action: `${publicUrl}${paths.transferResult}?room=1`, method: 'POST' })
  dial.conference(
    {
      ...ofRoom(publicUrl, room),
      startConferenceOnEnter: false,
      participantLabel: 'caller',
      ...(to.ownMusic ? { waitUrl: publicUrl + paths.hold, waitMethod: 'POST' } : {}),
    },
    roomName(room),
  )
  return response.toString()
}

/** Has whoever has taken a call join its caller. */
export function joinRoom(publicUrl: string, room: Room): string {
  const response = new twilio.twiml.VoiceResponse()
  response
    .dial({})
    .conference({ ...ofRoom(publicUrl, room), startConferenceOnEnter: true, participantLabel: 'agent' }, roomName(room))
  response.hangup()
  return response.toString()
}

function ofRoom(publicUrl: string, room: Room) {
  return {
    beep: 'false' as const,
    endConferenceOnExit: true,
    maxParticipants: 2,
    statusCallback: `${publicUrl}${paths.room}${roomQuery(room)}`,
    statusCallbackMethod: 'POST',
    statusCallbackEvent: ['join' as const],
  }
}

/** The conference's name at Twilio: ours of the transfer, which says nothing of anybody. */
export function roomName({ id }: Room): string {
  return id
}

/** Says of which call and transfer it is, in addresses that Twilio asks: the way back to the call for any server. */
export function roomQuery({ callId, id }: Room): string {
  return `?call=${encodeURIComponent(callId)}&transfer=${encodeURIComponent(id)}`
}

/** Plays music for as long as it is listened to. */
export function music(url: string): string {
  const response = new twilio.twiml.VoiceResponse()
  response.play({ loop: 0 }, url)
  return response.toString()
}

type Speaker = {
  say(attributes: { language?: SayLanguage }, message: string): unknown
}
type SayLanguage = NonNullable<
  NonNullable<Parameters<InstanceType<typeof twilio.twiml.VoiceResponse>['say']>[0] & object>['language']
>

function say(where: Speaker, text: string, language: string): void {
  // XML has no way to write control characters and lone surrogates: the SDK throws on them.
  const plain = text.toWellFormed().replace(/[\p{Cc}\uFFFE\uFFFF]/gu, ' ')
  // The SDK's list of languages is closed and Twilio's is not; an unknown one falls back to Twilio's default voice.
  where.say({ language: language as SayLanguage }, plain)
}
