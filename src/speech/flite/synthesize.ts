import { loadFliteProgram } from '../flite-program.ts'

/** slt: a woman, 16 kHz. kal: a man, 8 kHz, the plainest; recognisers understand him best. */
export type FliteVoiceName = 'slt' | 'kal'

/** A recording: linear 16-bit, one channel. */
export interface Recording {
  readonly pcm: Int16Array
  readonly rateHz: number
}

/** Bytes of the header that flite writes: RIFF, with the rate at 24. */
const headerBytes = 44
const rateOffset = 24

/** Loads flite once; the function then says a text at once, in its thread. A rate of 0.5 takes twice as long. */
export async function loadFlite(): Promise<(text: string, voice: FliteVoiceName, rate?: number) => Recording> {
  const run = await loadFliteProgram()
  return (text, voice, rate = 1) => {
    const stretch = rate === 1 ? [] : ['--setf', `duration_stretch=${(1 / rate).toFixed(4)}`]
    const { wav } = run('-voice', voice, ...stretch, '-t', text)
    if (wav.length < headerBytes) throw new Error('flite wrote no audio')
    const rateHz = new DataView(wav.buffer, wav.byteOffset).getUint32(rateOffset, true)
    const end = wav.length - (wav.length % 2)
    return { rateHz, pcm: new Int16Array(wav.slice(headerBytes, end).buffer) }
  }
}
