/**
 * The parameters of the operations of Twilio's REST interface that we use, as its published OpenAPI document names them
 * (twilio-oai, `twilio_api_v2010`). What is not there is a mistake of ours, which Twilio may pass over in silence: here it is
 * error 20001.
 */
export const restParameters = {
  createCall: [
    'ApplicationSid',
    'AsyncAmd',
    'AsyncAmdStatusCallback',
    'AsyncAmdStatusCallbackMethod',
    'Byoc',
    'CallReason',
    'CallToken',
    'CallerId',
    'ClientNotificationUrl',
    'FallbackMethod',
    'FallbackUrl',
    'From',
    'MachineDetection',
    'MachineDetectionSilenceTimeout',
    'MachineDetectionSpeechEndThreshold',
    'MachineDetectionSpeechThreshold',
    'MachineDetectionTimeout',
    'Method',
    'Record',
    'RecordingChannels',
    'RecordingStatusCallback',
    'RecordingStatusCallbackEvent',
    'RecordingStatusCallbackMethod',
    'RecordingTrack',
    'SendDigits',
    'SipAuthPassword',
    'SipAuthUsername',
    'StatusCallback',
    'StatusCallbackEvent',
    'StatusCallbackMethod',
    'TimeLimit',
    'Timeout',
    'To',
    'Trim',
    'Twiml',
    'Url',
  ],
  updateCall: [
    'FallbackMethod',
    'FallbackUrl',
    'Method',
    'Status',
    'StatusCallback',
    'StatusCallbackMethod',
    'TimeLimit',
    'Twiml',
    'Url',
  ],
  listCalls: [
    'To',
    'From',
    'ParentCallSid',
    'Status',
    'StartTime',
    'StartTime<',
    'StartTime>',
    'EndTime',
    'EndTime<',
    'EndTime>',
    'PageSize',
    'Page',
    'PageToken',
  ],
  listConferences: [
    'DateCreated',
    'DateCreated<',
    'DateCreated>',
    'DateUpdated',
    'DateUpdated<',
    'DateUpdated>',
    'FriendlyName',
    'Status',
    'PageSize',
    'Page',
    'PageToken',
  ],
  createRecording: [
    'RecordingChannels',
    'RecordingStatusCallback',
    'RecordingStatusCallbackEvent',
    'RecordingStatusCallbackMethod',
    'RecordingTrack',
    'Trim',
  ],
  updateRecording: ['PauseBehavior', 'Status'],
} as const

/** What Twilio refuses of a request: its error code and words. */
export interface RestFault {
  readonly code: number
  readonly message: string
}

/** The first parameter that the operation does not have; null where it has them all. */
export function unknownParameter(operation: keyof typeof restParameters, given: URLSearchParams): RestFault | null {
  const known: readonly string[] = restParameters[operation]
  for (const name of given.keys())
    if (!known.includes(name)) return { code: 20001, message: `Unknown parameter ${name}` }
  return null
}

/** What Twilio refuses of a change of a call; null where it takes it. */
export function updateFaultOf(form: URLSearchParams): RestFault | null {
  const unknown = unknownParameter('updateCall', form)
  if (unknown !== null) return unknown
  const status = form.get('Status')
  if (status !== null && status !== 'completed' && status !== 'canceled')
    return { code: 21218, message: `Invalid 'Status' ${status}` }
  if (form.has('Url') && form.has('Twiml')) return { code: 21218, message: 'Url and Twiml exclude each other' }
  const method = form.get('Method')
  if (method !== null && method !== 'POST' && method !== 'GET')
    return { code: 21218, message: `Invalid Method ${method}` }
  if ((form.get('Twiml') ?? '').length > 4000) return { code: 21218, message: 'Twiml is longer than 4000 characters' }
  return null
}
