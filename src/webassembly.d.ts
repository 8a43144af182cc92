/** Node has WebAssembly, but its typings leave the declarations to `lib.dom`, which would let a browser's globals in. */
declare namespace WebAssembly {
  type ImportValue = ((...args: never[]) => unknown) | Memory | number
  type Imports = Record<string, Record<string, ImportValue>>

  class Module {
    constructor(bytes: ArrayBufferView | ArrayBuffer)
    static customSections(module: Module, name: string): ArrayBuffer[]
  }
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number; shared?: boolean })
    readonly buffer: ArrayBuffer
    grow(pages: number): number
  }
  class Instance {
    constructor(module: Module, imports?: Imports)
    readonly exports: Record<string, unknown>
  }
  function compile(bytes: ArrayBufferView | ArrayBuffer): Promise<Module>
  function instantiate(module: Module, imports?: Imports): Promise<Instance>
}
