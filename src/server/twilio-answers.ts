import type { CallDesk } from '../telephony/call-desk.ts'
import { phrase } from '../../engine/patterns/phrases.ts'
import { StoreError } from '../store/store-error.ts'
import type { CallStore } from '../store/store.ts'
import { signToken } from '../telephony/twilio/token.ts'
import {
  askAgain,
  callerGone,
  connectStream,
  hangUp,
  joinRoom,
  music,
  nothing,
  paths,
  wayOut,
  whisper,
} from '../telephony/twilio/twiml.ts'
import type { WayOut } from '../telephony/twilio/twiml.ts'
import type { TwilioConfig } from './config.ts'
import type { LoopGuard } from './loop-guard.ts'
import { isOver, readRing, readRoom, readTransfer } from './twilio-fields.ts'
import type { Fields } from './twilio-fields.ts'

export interface TwilioAnswersOptions {
  readonly twilio: TwilioConfig
  readonly tokenKeys: readonly Uint8Array[]
  readonly desk: CallDesk
  readonly store: Pick<CallStore, 'findByLine' | 'read'>
  readonly wayOut: WayOut
  readonly guard: LoopGuard
  /** Music of somebody else's, for callers who wait; ours unless told. */
  readonly musicUrl?: string | undefined
  /** True while the server is closing. */
  isDraining(): boolean
  /** True while the server has too much to do: who rings is kept on the line, until it has less or another takes them. */
  isBusy?(): boolean
  now(): number
}

/** What Twilio is answered: TwiML, or `way_out` where only an apology is left. Rejects where desk or store do. */
export interface TwilioAnswers {
  readonly voice: (fields: Fields, query?: Fields) => Promise<Answer>
  /** A stream is over, or the line asks what to do next. `query` is of the address that it asks at. */
  readonly resume: (fields: Fields, query?: Fields) => Promise<Answer>
  readonly transferResult: (fields: Fields, query?: Fields) => Promise<Answer>
  readonly whisper: (fields: Fields, query?: Fields) => Promise<Answer>
  readonly whisperAnswer: (fields: Fields, query?: Fields) => Promise<Answer>
  /** What is played to who waits for somebody. */
  readonly hold: () => Promise<Answer>
}

export interface Answer {
  readonly twiml: string
  readonly result: 'answered' | 'way_out' | 'held'
}

/** Decides what each webhook is answered. */
export function createTwilioAnswers(options: TwilioAnswersOptions): TwilioAnswers {
  const { twilio, desk, store } = options
  const { publicUrl } = twilio
  const apology = (): Answer => ({ twiml: wayOut(options.wayOut), result: 'way_out' })

  const stored = async (lineId: string) => {
    const callId = await store.findByLine(lineId)
    return callId === null ? null : store.read(callId)
  }

  const connect = (fields: Fields, call: { callId: string; flow: string }, stream?: 'first'): Answer => {
    const claim = {
      callId: call.callId,
      flow: call.flow,
      lineId: fields['CallSid'] ?? '',
      accountSid: fields['AccountSid'] || twilio.accountSid,
    }
    const token = signToken(options.tokenKeys, claim, options.now() + tokenLifeMs)
    return answered(connectStream({ publicUrl, ...call, token, ...(stream === undefined ? {} : { stream }) }))
  }

  /**
   * P8 without the store. Nobody can tell who has the call, so nobody may speak for it on a stream; but the line is asking,
   * and it does one thing at a time: it says what it is given here, and asks again. Whichever server has the store back
   * first, or has what this one lacks, goes on with the call; when none has in time, the caller hears the way out. The time is in the address, which
   * Twilio signs, so that it counts whichever server is asked.
   */
  const hold = (path: string, query: Fields, isElsewhere = false): Answer => {
    const now = options.now()
    const since = Number(query['held'] ?? now)
    const times = Number(query['times'] ?? 0)
    if (!(now - since < longestHoldMs)) return apology()
    const { language } = options.wayOut
    const words = times % sayEvery === 0 ? { text: phrase('stillWorking', language), language } : undefined
    const again = `${publicUrl}${path}${path.includes('?') ? '&' : '?'}held=${since}&times=${times + 1}`
    // Another server most likely has what this one lacks, and the next request may come to it.
    if (isElsewhere && times < askedAtOnce) return { twiml: askAgain(again, { atOnce: true }), result: 'held' }
    return { twiml: askAgain(again, { words }), result: 'held' }
  }

  const orHold = async (path: string, query: Fields, answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await answer
    } catch (error) {
      if (!(error instanceof StoreError) || !error.retryable) throw error
      return hold(path, query)
    }
  }

  const resume = (fields: Fields, query: Fields = {}): Promise<Answer> =>
    orHold(paths.resume, query, next(fields, query))

  const next = async (fields: Fields, query: Fields): Promise<Answer> => {
    const lineId = fields['CallSid'] ?? ''
    if (isOver(fields['CallStatus'])) {
      await desk.ended(lineId, fields['CallStatus'])
      return answered(hangUp())
    }
    if (options.isDraining()) return answered(askAgain(publicUrl + paths.resume))
    const verdict = await desk.resume(lineId, query[transferSeen] !== undefined)
    if (verdict === 'over') return answered(hangUp())
    // Not heeded where the line has gone another way. Where it is, nobody is being put through, and silence would end the call.
    if (verdict === 'transferring') return answered(askAgain(`${publicUrl}${paths.resume}?${transferSeen}=1`))
    if (verdict === 'elsewhere') return hold(paths.resume, query, true)
    if (verdict === 'handing_over') return answered(askAgain(publicUrl + paths.resume))
    if (verdict === 'unknown' || !options.guard.allow(lineId, options.now())) return apology()
    const call = await stored(lineId)
    return call === null ? apology() : connect(fields, { callId: call.callId, flow: call.flow })
  }

  const ring = async (fields: Fields, query: Fields): Promise<Answer> => {
    const rung = readRing(fields, query)
    if (rung === null) return apology()
    if (options.isDraining()) return answered(askAgain(publicUrl + voicePath(query)))
    // Whoever we have called has picked up, and does not know why they should wait.
    if (rung.placed === undefined && options.isBusy?.() === true) return hold(voicePath(query), query)
    const call = await desk.ring(rung)
    if (call !== 'unknown_number') return connect(fields, call, 'first')
    // Who was called by us and too late hears nothing of numbers.
    if (rung.placed !== undefined) return answered(hangUp())
    return answered(wayOut({ text: unknownNumber, language: 'en-GB', number: null }))
  }

  /** Asked of the other side's leg of a screened transfer: the caller's call is its parent. */
  const screenedFor = async (fields: Fields) => {
    const call = await stored(fields['ParentCallSid'] ?? '')
    const awaiting = call?.snapshot?.context.awaiting
    return call === null || awaiting?.type !== 'transfer' ? null : { callId: call.callId, id: awaiting.id }
  }

  return {
    resume,
    voice: (fields, query = {}) => orHold(voicePath(query), query, ring(fields, query)),
    async transferResult(fields, query = {}) {
      const outcome = readTransfer(fields)
      const how = { isOver: isOver(fields['CallStatus']), isRoom: query['room'] !== undefined }
      await desk.transferred(fields['CallSid'] ?? '', outcome, how)
      return resume(fields)
    },
    async whisper(fields, query = {}) {
      // The brief stays in the store, out of addresses and logs.
      const legId = fields['CallSid'] ?? ''
      const room = readRoom(query) ?? (await screenedFor(fields))
      const told = room === null ? null : await desk.rung(room.callId, room.id, { legId, how: 'answered' })
      if (room === null || told === null) return answered(callerGone(options.wayOut.language))
      const own = readRoom(query) === null ? {} : { room }
      return answered(whisper({ publicUrl, ...told, ...own }))
    },
    async whisperAnswer(fields, query = {}) {
      if (fields['Digits'] !== '1') return answered(hangUp())
      const room = readRoom(query)
      // Who was screened is joined by Twilio when it is given nothing more to do.
      if (room === null) return answered(nothing())
      const leg = { legId: fields['CallSid'] ?? '', how: 'accepted' } as const
      const told = await desk.rung(room.callId, room.id, leg)
      return answered(told === null ? callerGone(options.wayOut.language) : joinRoom(publicUrl, room))
    },
    hold: () => Promise.resolve(answered(music(options.musicUrl ?? publicUrl + paths.holdMusic))),
  }
}

function answered(twiml: string): Answer {
  return { twiml, result: 'answered' }
}

/** Asked again, a call of ours is still ours. */
function voicePath({ call }: Fields): string {
  return call === undefined ? paths.voice : `${paths.voice}?call=${encodeURIComponent(call)}`
}

/** In the address at which a line asks again that seemed to be putting somebody through. */
const transferSeen = 'transfer'

/** As long as a call lasts at most: a SIP bridge dials again with the token that it has. */
const tokenLifeMs = 4 * 60 * 60 * 1000

/** Longer than a Redis takes to start again or to fail over; a caller who is told so waits as long. */
const longestHoldMs = 20_000
/** So often without a pause, where another server is looked for. */
const askedAtOnce = 3
/** Rounds of a second and the way there and back. */
const sayEvery = 3

const unknownNumber = 'Sorry, this number is not in service.'
