import { unknownParameter, type RestFault } from './twilio-parameters.ts'

/** A recording of a whole call: the stretches of call time that are in it. */
export interface StandInRecording {
  readonly sid: string
  readonly status: 'in-progress' | 'paused' | 'stopped'
  readonly channels: number
  readonly stretches: readonly { readonly fromMs: number; readonly toMs: number }[]
}

interface CallRecordings {
  readonly all: readonly StandInRecording[]
  /** Null is a call that is not in progress. */
  start(form: URLSearchParams | null): RestFault | StandInRecording
  change(form: URLSearchParams): RestFault | StandInRecording
}

/** Twilio's recordings of one call, as strict about their order as Twilio. */
export function createCallRecordings(now: () => number, note: (what: string, detail?: string) => void): CallRecordings {
  const all: {
    readonly sid: string
    status: StandInRecording['status']
    readonly channels: number
    readonly stretches: { readonly fromMs: number; toMs: number }[]
  }[] = []
  const current = () => all.find(({ status }) => status !== 'stopped')

  return {
    get all() {
      // One that is on has all until now.
      const last = current()?.stretches.at(-1)
      if (current()?.status === 'in-progress' && last !== undefined) last.toMs = now()
      return all
    },
    start(form) {
      if (form === null) return { code: 21220, message: 'Requested resource is not eligible for recording' }
      const unknown = unknownParameter('createRecording', form)
      if (unknown !== null) return unknown
      if (!['mono', 'dual'].includes(form.get('RecordingChannels') ?? 'mono'))
        return { code: 21218, message: 'Invalid RecordingChannels' }
      if (current() !== undefined) return { code: 21220, message: 'It is being recorded already' }
      const begun = {
        sid: `RE${String(all.length).padStart(32, '0')}`,
        status: 'in-progress' as const,
        channels: form.get('RecordingChannels') === 'dual' ? 2 : 1,
        stretches: [{ fromMs: now(), toMs: now() }],
      }
      all.push(begun)
      note('recording', 'in-progress')
      return begun
    },
    change(form) {
      const unknown = unknownParameter('updateRecording', form)
      if (unknown !== null) return unknown
      const recording = current()
      if (recording === undefined) return { code: 20404, message: 'The requested resource was not found' }
      const status = form.get('Status')
      const behavior = form.get('PauseBehavior')
      if (behavior !== null && (status !== 'paused' || !['skip', 'silence'].includes(behavior)))
        return { code: 21218, message: 'Invalid PauseBehavior' }
      const isChange =
        (status === 'paused' && recording.status === 'in-progress') ||
        (status === 'in-progress' && recording.status === 'paused') ||
        status === 'stopped'
      if (!isChange) return { code: 21220, message: `A recording that is ${recording.status} cannot be ${status}` }
      const last = recording.stretches.at(-1)
      if (recording.status === 'in-progress' && last !== undefined) last.toMs = now()
      if (status === 'in-progress') recording.stretches.push({ fromMs: now(), toMs: now() })
      recording.status = status
      note('recording', recording.status)
      return recording
    },
  }
}
