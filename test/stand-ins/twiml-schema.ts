import type { TwimlElement } from './twiml-document.ts'

/**
 * The verbs and nouns of TwiML that we write, with every attribute that Twilio's reference lists for them
 * (https://www.twilio.com/docs/voice/twiml): anything else is warning 12200, schema validation.
 */
const attributes: Readonly<Record<string, readonly string[]>> = {
  Response: [],
  Say: ['voice', 'language', 'loop'],
  Play: ['loop', 'digits'],
  Pause: ['length'],
  Hangup: [],
  Redirect: ['method'],
  Connect: ['action', 'method'],
  Stream: ['url', 'name', 'track', 'statusCallback', 'statusCallbackMethod'],
  Parameter: ['name', 'value'],
  Gather: [
    'action',
    'method',
    'input',
    'timeout',
    'speechTimeout',
    'finishOnKey',
    'numDigits',
    'actionOnEmptyResult',
    'language',
    'hints',
  ],
  Dial: [
    'action',
    'method',
    'timeout',
    'timeLimit',
    'callerId',
    'hangupOnStar',
    'answerOnBridge',
    'ringTone',
    'record',
    'referUrl',
    'sequential',
  ],
  Number: ['url', 'method', 'sendDigits', 'statusCallback', 'statusCallbackEvent', 'statusCallbackMethod'],
  Sip: ['url', 'method', 'username', 'password', 'statusCallback', 'statusCallbackEvent', 'statusCallbackMethod'],
  Conference: [
    'muted',
    'beep',
    'startConferenceOnEnter',
    'endConferenceOnExit',
    'participantLabel',
    'jitterBufferSize',
    'waitUrl',
    'waitMethod',
    'maxParticipants',
    'record',
    'region',
    'coach',
    'trim',
    'statusCallback',
    'statusCallbackEvent',
    'statusCallbackMethod',
    'recordingStatusCallback',
    'recordingStatusCallbackMethod',
    'recordingStatusCallbackEvent',
    'eventCallbackUrl',
  ],
}

const children: Readonly<Record<string, readonly string[]>> = {
  Response: ['Say', 'Play', 'Pause', 'Hangup', 'Redirect', 'Connect', 'Gather', 'Dial'],
  Connect: ['Stream'],
  Stream: ['Parameter'],
  Gather: ['Say', 'Play', 'Pause'],
  Dial: ['Number', 'Sip', 'Conference'],
}

const values: Readonly<Record<string, readonly string[]>> = {
  'Conference.beep': ['true', 'false', 'onEnter', 'onExit'],
  'Conference.startConferenceOnEnter': ['true', 'false'],
  'Conference.endConferenceOnExit': ['true', 'false'],
  'Conference.waitMethod': ['GET', 'POST'],
  'Dial.answerOnBridge': ['true', 'false'],
}
const conferenceEvents = ['start', 'end', 'join', 'leave', 'mute', 'hold', 'modify', 'speaker', 'announcement']

/** What Twilio would not know of a document, a sentence each. */
export function twimlFaults(element: TwimlElement): readonly string[] {
  const known = attributes[element.name]
  if (known === undefined) return [`<${element.name}> is not known here`]
  const faults: string[] = []
  for (const [name, value] of Object.entries(element.attributes)) {
    const allowed = values[`${element.name}.${name}`]
    if (!known.includes(name)) faults.push(`<${element.name}> has no attribute ${name}`)
    else if (allowed !== undefined && !allowed.includes(value)) faults.push(`<${element.name} ${name}="${value}">`)
  }
  const events = element.attributes['statusCallbackEvent']?.split(' ') ?? []
  if (element.name === 'Conference' && !events.every((event) => conferenceEvents.includes(event)))
    faults.push(`<Conference statusCallbackEvent="${events.join(' ')}">`)
  for (const child of element.children) {
    if (!(children[element.name] ?? []).includes(child.name))
      faults.push(`<${child.name}> may not be in <${element.name}>`)
    else faults.push(...twimlFaults(child))
  }
  return faults
}
