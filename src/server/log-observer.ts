import type { Logger } from 'pino'
import { shortVersion } from '../call/ownership/fitness.ts'
import type { CallObserver } from '../call/observer.ts'

/** Logs what calls do: states, reasons, times and faults. Never a caller's words or number. */
export function createLogObserver(logger: Logger): CallObserver {
  return {
    notice(callId, notice) {
      switch (notice.type) {
        case 'stepped':
          if (notice.before === null) logger.info({ callId, version: shortVersion(notice.after.bundle) }, 'call begun')
          return logger.debug(
            {
              callId,
              event: notice.event.type,
              seq: notice.after.seq,
              state: notice.after.value,
              why: notice.why,
              commitMs: round(notice.commitMs),
            },
            'step',
          )
        case 'stream':
          return logger.info({ callId, how: notice.how }, 'stream')
        case 'taken-over':
          return logger.info(
            { callId, flow: notice.flow, version: shortVersion(notice.bundle), orphan: notice.swept === true },
            'taken over',
          )
        case 'declined':
          return logger.warn(
            { callId, lacks: notice.lack.what, name: notice.lack.name },
            'left to a server that has it',
          )
        case 'left':
          return logger.info({ callId, why: notice.why }, 'left to another server')
        case 'stuck':
          return logger.error({ callId }, 'stuck: nothing has happened for too long')
        case 'ended':
          return logger.info({ callId, version: shortVersion(notice.bundle), outcome: notice.outcome }, 'call over')
        case 'fault':
          return logger.error({ callId, err: notice.error, where: notice.where }, 'fault')
        case 'spoke':
          return logger.debug({ callId, sinceVoiceMs: notice.sinceVoiceMs, sinceTurnMs: notice.sinceTurnMs }, 'spoke')
        case 'interrupted':
          return logger.debug({ callId, voiceMs: notice.voiceMs }, 'interrupted')
        case 'voice':
        case 'words':
        case 'sent':
          return
      }
    },
  }
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
