/** The program ended, as WASI programs do: by throwing out of its own stack. */
export class WasiExit extends Error {
  override readonly name = 'WasiExit'
  readonly status: number
  constructor(status: number) {
    super(`The program ended with status ${status}`)
    this.status = status
  }
}

/** A WASI that has no disk: one program's arguments, what it prints, and one file that it writes and seeks in. */
export interface MemoryWasi {
  readonly imports: Record<string, (...args: never[]) => number>
  /** Must be called with the instance's memory before it starts. */
  attach(memory: WebAssembly.Memory): void
  /** What was written so far: a view. */
  written(): Uint8Array<ArrayBuffer>
  /** What was printed so far. */
  printed(): string
}

/** preview1's errno numbers. */
const ok = 0
const badDescriptor = 8
const noEntry = 44
const illegalSeek = 70
/** Descriptors 0–2 are the standard streams, 3 the only directory, 4 the only file. */
const standardOutput = 1
const directory = 3
const file = 4
const allRights = 0xffff_ffff_ffff_ffffn
const fileTypes: Record<number, number> = { [directory]: 3, [file]: 4 }
const characterDevice = 2

/**
 * The twelve calls of WASI preview1 that flite makes, in memory: no file is touched, and Node's own `node:wasi` with its
 * warning is not needed. What is written to the standard error is dropped.
 */
export function memoryWasi(args: readonly string[], fileName: string): MemoryWasi {
  const encoded = args.map((arg) => new TextEncoder().encode(`${arg}\0`))
  const argBytes = encoded.reduce((sum, arg) => sum + arg.length, 0)
  let memory: WebAssembly.Memory | undefined
  let content = new Uint8Array(1 << 18)
  let length = 0
  let position = 0
  let output = ''

  // The memory may grow between calls, which detaches its buffer: views are made for each.
  const view = (): DataView => new DataView(memory!.buffer)
  const bytes = (): Uint8Array => new Uint8Array(memory!.buffer)

  const write = (data: Uint8Array): void => {
    const end = position + data.length
    if (end > content.length) {
      const larger = new Uint8Array(Math.max(content.length * 2, end))
      larger.set(content.subarray(0, length))
      content = larger
    }
    content.set(data, position)
    position = end
    length = Math.max(length, end)
  }

  const imports = {
    args_sizes_get(count: number, size: number): number {
      view().setUint32(count, args.length, true)
      view().setUint32(size, argBytes, true)
      return ok
    },
    args_get(pointers: number, buffer: number): number {
      let at = buffer
      for (const [index, arg] of encoded.entries()) {
        view().setUint32(pointers + 4 * index, at, true)
        bytes().set(arg, at)
        at += arg.length
      }
      return ok
    },
    clock_time_get(_clock: number, _precision: bigint, out: number): number {
      view().setBigUint64(out, BigInt(Math.round(performance.now() * 1e6)), true)
      return ok
    },
    fd_close: (): number => ok,
    fd_fdstat_get(descriptor: number, out: number): number {
      bytes().fill(0, out, out + 24)
      view().setUint8(out, fileTypes[descriptor] ?? characterDevice)
      view().setBigUint64(out + 8, allRights, true)
      view().setBigUint64(out + 16, allRights, true)
      return ok
    },
    fd_fdstat_set_flags: (): number => ok,
    fd_prestat_get(descriptor: number, out: number): number {
      if (descriptor !== directory) return badDescriptor
      view().setUint8(out, 0)
      view().setUint32(out + 4, 1, true)
      return ok
    },
    fd_prestat_dir_name(_descriptor: number, path: number): number {
      bytes()[path] = '.'.charCodeAt(0)
      return ok
    },
    fd_read(_descriptor: number, _vectors: number, _count: number, out: number): number {
      view().setUint32(out, 0, true)
      return ok
    },
    fd_seek(descriptor: number, offset: bigint, whence: number, out: number): number {
      if (descriptor !== file) return illegalSeek
      const base = [0, position, length][whence] ?? 0
      position = base + Number(offset)
      view().setBigUint64(out, BigInt(position), true)
      return ok
    },
    fd_write(descriptor: number, vectors: number, count: number, out: number): number {
      let total = 0
      for (let i = 0; i < count; i++) {
        const from = view().getUint32(vectors + 8 * i, true)
        const size = view().getUint32(vectors + 8 * i + 4, true)
        const data = bytes().subarray(from, from + size)
        if (descriptor === file) write(data)
        if (descriptor === standardOutput) output += new TextDecoder().decode(data)
        total += size
      }
      view().setUint32(out, total, true)
      return ok
    },
    path_open(
      _descriptor: number,
      _lookup: number,
      path: number,
      size: number,
      _flags: number,
      _rights: bigint,
      _inheriting: bigint,
      _mode: number,
      out: number,
    ): number {
      if (!new TextDecoder().decode(bytes().slice(path, path + size)).endsWith(fileName)) return noEntry
      view().setUint32(out, file, true)
      return ok
    },
    proc_exit(status: number): number {
      throw new WasiExit(status)
    },
  }

  return {
    imports,
    attach: (attached) => void (memory = attached),
    written: () => content.subarray(0, length),
    printed: () => output,
  }
}
