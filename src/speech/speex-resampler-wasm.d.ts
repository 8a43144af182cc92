/** The package ships no types. Emscripten's glue over SpeexDSP's resampler; pointers are byte offsets into its memory. */
declare module '@echogarden/speex-resampler-wasm/simd' {
  interface SpeexModule {
    /** Replaced whenever the memory grows: read it anew for every use. */
    HEAP16: Int16Array
    HEAP32: Int32Array
    _malloc(bytes: number): number
    _free(pointer: number): void
    _speex_resampler_init(channels: number, inHz: number, outHz: number, quality: number, error: number): number
    _speex_resampler_process_int(
      state: number,
      channel: number,
      input: number,
      inputLength: number,
      output: number,
      outputLength: number,
    ): number
    _speex_resampler_skip_zeros(state: number): number
    _speex_resampler_get_input_latency(state: number): number
    _speex_resampler_destroy(state: number): void
  }
  export default function load(): Promise<SpeexModule>
}
