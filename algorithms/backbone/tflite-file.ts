/** A tensor of a TensorFlow Lite file: NHWC or, for weights, OHWI. */
export interface TfliteTensor {
  name: string;
  shape: number[];
  type: 'float32' | 'float16' | 'other';
  /** The constant's little-endian bytes; empty for values that are computed. */
  bytes: Uint8Array;
}

export interface TfliteOperator {
  /** BuiltinOperator of TensorFlow Lite's schema. */
  code: number;
  inputs: number[];
  outputs: number[];
  /** Field `index` of the operator's options table, 0 where it is left out. */
  byteOption(index: number): number;
  intOption(index: number): number;
}

/** Its numbers in BuiltinOperator. */
export const TFLITE_OPERATOR = { add: 0, convolution: 3, depthwiseConvolution: 4, dequantize: 6 };

const TENSOR_TYPES: Record<number, TfliteTensor['type']> = { 0: 'float32', 1: 'float16' };

/**
 * Reads tensors and operators of the first subgraph of a TensorFlow Lite file, a FlatBuffer of the schema
 * tensorflow/compiler/mlir/lite/schema/schema.fbs, version 3: only the fields that a convolutional network needs.
 * @throws RangeError when the file is truncated
 */
export function readTflite(bytes: Uint8Array): { tensors: TfliteTensor[]; operators: TfliteOperator[] } {
  const file = new FlatBuffer(bytes);
  const model = file.follow(0);
  const codes = file.tables(model, 1).map((code) => Math.max(file.byte(code, 0), file.int(code, 3)));
  const buffers = file.tables(model, 4);
  const graph = file.tables(model, 2)[0]!;
  const tensors = file.tables(graph, 0).map((tensor): TfliteTensor => {
    return {
      name: Buffer.from(file.bytes(tensor, 3)).toString('utf8'),
      shape: file.ints(tensor, 0),
      type: TENSOR_TYPES[file.byte(tensor, 1)] ?? 'other',
      bytes: file.bytes(buffers[file.int(tensor, 2)]!, 0),
    };
  });
  const operators = file.tables(graph, 3).map((operator): TfliteOperator => {
    const options = file.table(operator, 4);
    return {
      code: codes[file.int(operator, 0)]!,
      inputs: file.ints(operator, 1),
      outputs: file.ints(operator, 2),
      byteOption: (index) => (options === 0 ? 0 : file.byte(options, index)),
      intOption: (index) => (options === 0 ? 0 : file.int(options, index)),
    };
  });
  return { tensors, operators };
}

/** Positions are byte offsets; a table's missing field reads as 0 or empty, as the format says. */
class FlatBuffer {
  readonly #file: Buffer;

  constructor(bytes: Uint8Array) {
    this.#file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  follow(position: number): number {
    return position + this.#file.readUInt32LE(position);
  }

  byte(table: number, field: number): number {
    const at = this.#field(table, field);
    return at === 0 ? 0 : this.#file.readInt8(at);
  }

  int(table: number, field: number): number {
    const at = this.#field(table, field);
    return at === 0 ? 0 : this.#file.readInt32LE(at);
  }

  /** Where the table in a field begins; 0: none. */
  table(table: number, field: number): number {
    const at = this.#field(table, field);
    return at === 0 ? 0 : this.follow(at);
  }

  tables(table: number, field: number): number[] {
    const { count, start } = this.#vector(table, field);
    return Array.from({ length: count }, (_, index) => this.follow(start + 4 * index));
  }

  ints(table: number, field: number): number[] {
    const { count, start } = this.#vector(table, field);
    return Array.from({ length: count }, (_, index) => this.#file.readInt32LE(start + 4 * index));
  }

  bytes(table: number, field: number): Uint8Array {
    const { count, start } = this.#vector(table, field);
    if (start + count > this.#file.length) throw new RangeError(`a vector ends at ${start + count}, behind the file`);
    return this.#file.subarray(start, start + count);
  }

  #vector(table: number, field: number) {
    const at = this.#field(table, field);
    if (at === 0) return { count: 0, start: 0 };
    const vector = this.follow(at);
    return { count: this.#file.readUInt32LE(vector), start: vector + 4 };
  }

  #field(table: number, field: number): number {
    const offsets = table - this.#file.readInt32LE(table);
    const fields = (this.#file.readUInt16LE(offsets) - 4) / 2;
    const offset = field < fields ? this.#file.readUInt16LE(offsets + 4 + 2 * field) : 0;
    return offset === 0 ? 0 : table + offset;
  }
}
