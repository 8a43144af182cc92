import type { Logger } from 'pino'
import type { CallObserver } from '../call/observer.ts'

/** Logs what calls do: states, reasons, times and faults. Never a caller's words or number. */
export function createLogObserver(logger: Logger): CallObserver {
  return {
    notice(callId, notice) {
      const call = logger.child({ callId })
      switch (notice.type) {
        case 'stepped':
          return call.debug(
            {
              event: notice.event.type,
              seq: notice.after.seq,
              state: notice.after.value,
              why: notice.why,
              commitMs: round(notice.commitMs),
            },
            'step',
          )
        case 'stream':
          return call.info({ how: notice.how }, 'stream')
        case 'taken-over':
          return call.info('taken over')
        case 'ended':
          return call.info({ outcome: notice.outcome }, 'call over')
        case 'fault':
          return call.error({ err: notice.error, where: notice.where }, 'fault')
        case 'spoke':
          return call.debug({ sinceVoiceMs: notice.sinceVoiceMs, sinceTurnMs: notice.sinceTurnMs }, 'spoke')
        case 'interrupted':
          return call.debug({ voiceMs: notice.voiceMs }, 'interrupted')
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
