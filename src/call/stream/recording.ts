import type { RecordStart } from '../../../engine/machine/effect.ts'
import type { RecordingFinished } from '../../../engine/machine/event.ts'
import type { Cancel, Clock } from '../../media/clock.ts'
import { BYTES_PER_MS, MULAW_SILENCE } from '../../media/mulaw.ts'
import { Recorder, tone } from '../../media/recorder.ts'
import type { Recordings } from '../../media/recordings.ts'
import type { Line } from '../../telephony/line.ts'

/** What a recording came to, without its time. */
export type RecordingOutcome = Omit<RecordingFinished, 'type' | 'at'>

/** A line that has sent nothing for so long sends no silence: some never do. It is counted by the clock then. */
const missingAfterMs = 400

/** One recording on one stream: from the tone to the file. Whatever becomes of it is told once. */
export class Recording {
  readonly id: string
  readonly #recorder: Recorder
  readonly #keep: Recordings['keep'] | null
  readonly #tell: (outcome: RecordingOutcome) => void
  readonly #fault: (error: unknown) => void
  readonly #clock: Clock
  #heardUntil: number
  #cancelWatch: Cancel = () => {}
  #over = false
  #finished: Promise<void> = Promise.resolve()

  constructor(
    { id, maxMs, silenceMs, beep }: RecordStart,
    line: Pick<Line, 'play'>,
    recordings: Recordings | null,
    clock: Clock,
    on: { readonly finished: (outcome: RecordingOutcome) => void; readonly fault: (error: unknown) => void },
  ) {
    this.id = id
    this.#recorder = new Recorder({ maxMs, silenceMs, beep })
    this.#keep = recordings === null ? null : (name, mulaw) => recordings.keep(name, mulaw)
    this.#tell = on.finished
    this.#fault = on.fault
    this.#clock = clock
    this.#heardUntil = clock.now()
    this.#watch()
    if (beep) line.play(tone())
  }

  get isOver(): boolean {
    return this.#over
  }

  audio(frame: Uint8Array, voice: boolean): void {
    if (this.#over) return
    this.#heardUntil = this.#clock.now()
    const how = this.#recorder.audio(frame, voice)
    if (how !== null) this.end(how)
  }

  /** Nothing more is recorded; what there is is kept, unless nobody spoke. */
  end(how: RecordingOutcome['how']): void {
    if (this.#over) return
    this.#over = true
    this.#cancelWatch()
    this.#finished = this.#finish(how)
  }

  /** The same, and resolves once it has been told what it came to. */
  async endNow(): Promise<void> {
    this.end('lost')
    await this.#finished
  }

  #watch(): void {
    this.#cancelWatch = this.#clock.after(missingAfterMs, () => {
      const missingMs = Math.floor(this.#clock.now() - this.#heardUntil)
      if (missingMs >= missingAfterMs) this.audio(new Uint8Array(missingMs * BYTES_PER_MS).fill(MULAW_SILENCE), false)
      if (!this.#over) this.#watch()
    })
  }

  async #finish(how: RecordingOutcome['how']): Promise<void> {
    const { id } = this
    const { mulaw, ms, spoke } = this.#recorder.recorded()
    if (!spoke) return this.#tell({ id, ref: '', ms: 0, how: 'noinput' })
    if (this.#keep === null) return this.#tell({ id, ref: '', ms: 0, how: 'failed' })
    try {
      this.#tell({ id, ref: await this.#keep(id, mulaw), ms, how })
    } catch (error) {
      this.#fault(error)
      this.#tell({ id, ref: '', ms: 0, how: 'failed' })
    }
  }
}
