import { createFliteVoice } from '../../src/speech/flite/voice.ts'
import { voiceContract } from './voice.ts'

for (const voice of ['slt', 'kal'] as const) voiceContract(`flite ${voice}`, () => createFliteVoice({ voice }))
