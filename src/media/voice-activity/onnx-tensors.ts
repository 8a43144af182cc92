export interface Tensor {
  readonly dims: readonly number[]
  readonly values: Float32Array
}

/** Fields of protobuf messages in an ONNX file that lead to tensors of floats, by message: https://onnx.ai (onnx.proto). */
const MODEL_GRAPH = 7
const GRAPH_NODE = 1
const GRAPH_INITIALIZER = 5
const NODE_OUTPUT = 2
const NODE_ATTRIBUTE = 5
const ATTRIBUTE_TENSOR = 5
const ATTRIBUTE_GRAPH = 6
const TENSOR_DIMS = 1
const TENSOR_TYPE = 2
const TENSOR_FLOATS = 4
const TENSOR_NAME = 8
const TENSOR_RAW = 9
const TYPE_FLOAT = 1

/**
 * Every tensor of 32-bit floats in an ONNX file by its name, also those within the branches of an `If`. Just enough of
 * protobuf for that; used only when the weights are built. Throws on a file that is cut off.
 */
export function readOnnxTensors(file: Uint8Array): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>()
  for (const field of fieldsOf(file)) if (field.number === MODEL_GRAPH) readGraph(bytesOf(field), tensors)
  return tensors
}

function readGraph(graph: Uint8Array, tensors: Map<string, Tensor>): void {
  for (const field of fieldsOf(graph)) {
    if (field.number === GRAPH_NODE) readNode(bytesOf(field), tensors)
    if (field.number === GRAPH_INITIALIZER) {
      const { name, tensor } = readTensor(bytesOf(field))
      if (tensor !== null) tensors.set(name, tensor)
    }
  }
}

/** A `Constant` has a tensor among its attributes, an `If` a graph for each branch. */
function readNode(node: Uint8Array, tensors: Map<string, Tensor>): void {
  const fields = [...fieldsOf(node)]
  const output = fields.find((field) => field.number === NODE_OUTPUT)
  for (const attribute of fields.filter((field) => field.number === NODE_ATTRIBUTE)) {
    for (const field of fieldsOf(bytesOf(attribute))) {
      if (field.number === ATTRIBUTE_GRAPH) readGraph(bytesOf(field), tensors)
      if (field.number === ATTRIBUTE_TENSOR && output !== undefined) {
        const { tensor } = readTensor(bytesOf(field))
        if (tensor !== null) tensors.set(textOf(output), tensor)
      }
    }
  }
}

function readTensor(message: Uint8Array): { name: string; tensor: Tensor | null } {
  const dims: number[] = []
  let name = ''
  let type = 0
  let raw: Uint8Array | null = null
  for (const field of fieldsOf(message)) {
    if (field.number === TENSOR_DIMS)
      dims.push(...(typeof field.value === 'number' ? [field.value] : varints(field.value)))
    if (field.number === TENSOR_TYPE && typeof field.value === 'number') type = field.value
    if (field.number === TENSOR_NAME) name = textOf(field)
    if (field.number === TENSOR_FLOATS || field.number === TENSOR_RAW) raw = bytesOf(field)
  }
  if (type !== TYPE_FLOAT || raw === null) return { name, tensor: null }
  // Copied, because floats in the file are not aligned; not by slice(), which gives a Buffer's own memory.
  return { name, tensor: { dims, values: new Float32Array(new Uint8Array(raw).buffer) } }
}

interface Field {
  readonly number: number
  readonly value: number | Uint8Array
}

function* fieldsOf(message: Uint8Array): Generator<Field> {
  const reader = new Reader(message)
  while (!reader.atEnd) {
    const key = reader.varint()
    const number = Math.floor(key / 8)
    switch (key % 8) {
      case 0:
        yield { number, value: reader.varint() }
        break
      case 1:
        yield { number, value: reader.bytes(8) }
        break
      case 2:
        yield { number, value: reader.bytes(reader.varint()) }
        break
      case 5:
        yield { number, value: reader.bytes(4) }
        break
      default:
        throw new Error('This is not an ONNX file: a field has an unknown wire type.')
    }
  }
}

class Reader {
  private readonly message: Uint8Array
  private at = 0

  constructor(message: Uint8Array) {
    this.message = message
  }

  get atEnd(): boolean {
    return this.at >= this.message.length
  }

  /** Exact up to 2^53, which is more than a length can be. */
  varint(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.bytes(1)[0]!
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }

  bytes(length: number): Uint8Array {
    if (this.at + length > this.message.length) throw new Error('The ONNX file is cut off.')
    this.at += length
    return this.message.subarray(this.at - length, this.at)
  }
}

function varints(packed: Uint8Array): number[] {
  const reader = new Reader(packed)
  const values: number[] = []
  while (!reader.atEnd) values.push(reader.varint())
  return values
}

function bytesOf(field: Field): Uint8Array {
  return typeof field.value === 'number' ? new Uint8Array() : field.value
}

function textOf(field: Field): string {
  return new TextDecoder().decode(bytesOf(field))
}
