/**
 * Writes ONNX models: the protobuf messages of onnx.proto3 (ModelProto, GraphProto, NodeProto, TensorProto, …), encoded
 * by hand, because the whole of it is a hundred lines and the field numbers never change.
 */

export type ElementType = 'float32' | 'uint8' | 'int64' | 'float16';

export interface Constant {
  name: string;
  type: ElementType;
  shape: readonly number[];
  /** The values; those of `float16` as their bits. */
  data: Float32Array | Uint8Array | BigInt64Array | Uint16Array;
}

/** A constant of another file: its TensorProto without the name. */
export interface ImportedConstant {
  name: string;
  tensor: Uint8Array;
}

/** Numbers are ONNX `int`s; write `{ float }` for a `float`. */
export type Attribute = number | string | readonly number[] | { float: number };

export interface GraphNode {
  operator: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: Readonly<Record<string, Attribute>>;
  /** AttributeProtos of another file, beside `attributes`. */
  imported?: readonly Uint8Array[];
}

export interface ValueInfo {
  name: string;
  type: ElementType;
  /** A name stands for any size. */
  shape: readonly (number | string)[];
}

export interface Graph {
  nodes: readonly GraphNode[];
  constants: readonly Constant[];
  imported?: readonly ImportedConstant[];
  inputs: readonly ValueInfo[];
  outputs: readonly ValueInfo[];
}

export const OPSET = 17;
const IR_VERSION = 8;

/** TensorProto.DataType. */
export const DATA_TYPE: Record<ElementType, number> = { float32: 1, uint8: 2, int64: 7, float16: 10 };

/** AttributeProto.AttributeType. */
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 };

/** A ModelProto of opset 17 that uses the standard operators alone. */
export function encodeModel(graph: Graph, producer: string): Uint8Array {
  const body = new Message();
  for (const node of graph.nodes) body.message(1, encodeNode(node));
  body.text(2, producer);
  for (const constant of graph.constants) body.message(5, encodeConstant(constant));
  for (const { name, tensor } of graph.imported ?? []) body.message(5, new Message().raw(tensor).text(8, name));
  for (const input of graph.inputs) body.message(11, encodeValueInfo(input));
  for (const output of graph.outputs) body.message(12, encodeValueInfo(output));
  return new Message()
    .integer(1, IR_VERSION)
    .text(2, producer)
    .message(7, body)
    .message(8, new Message().text(1, '').integer(2, OPSET))
    .encode();
}

function encodeNode({ operator, inputs, outputs, attributes, imported = [] }: GraphNode): Message {
  const message = new Message();
  for (const name of inputs) message.text(1, name);
  for (const name of outputs) message.text(2, name);
  message.text(4, operator);
  for (const [name, value] of Object.entries(attributes)) message.message(5, encodeAttribute(name, value));
  for (const attribute of imported) message.bytes(5, attribute);
  return message;
}

function encodeAttribute(name: string, value: Attribute): Message {
  const message = new Message().text(1, name);
  if (typeof value === 'number') return message.integer(3, value).integer(20, ATTRIBUTE_TYPE.int);
  if (typeof value === 'string') return message.text(4, value).integer(20, ATTRIBUTE_TYPE.string);
  if ('float' in value) return message.float(2, value.float).integer(20, ATTRIBUTE_TYPE.float);
  for (const item of value) message.integer(8, item);
  return message.integer(20, ATTRIBUTE_TYPE.ints);
}

function encodeConstant({ name, type, shape, data }: Constant): Message {
  const message = new Message();
  for (const size of shape) message.integer(1, size);
  return message
    .integer(2, DATA_TYPE[type])
    .text(8, name)
    .bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function encodeValueInfo({ name, type, shape }: ValueInfo): Message {
  const dimensions = new Message();
  for (const size of shape)
    dimensions.message(1, typeof size === 'number' ? new Message().integer(1, size) : new Message().text(2, size));
  const tensor = new Message().integer(1, DATA_TYPE[type]).message(2, dimensions);
  return new Message().text(1, name).message(2, new Message().message(1, tensor));
}

/** A protobuf message under construction: `(field, value)` calls in any order. */
class Message {
  readonly #chunks: Uint8Array[] = [];

  integer(field: number, value: number): this {
    this.#key(field, 0);
    this.#varint(BigInt.asUintN(64, BigInt(value)));
    return this;
  }

  float(field: number, value: number): this {
    this.#key(field, 5);
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value);
    this.#chunks.push(bytes);
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#key(field, 2);
    this.#varint(BigInt(value.length));
    this.#chunks.push(value);
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value, 'utf8'));
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.encode());
  }

  /** Fields that are encoded already. */
  raw(fields: Uint8Array): this {
    this.#chunks.push(fields);
    return this;
  }

  encode(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }

  #key(field: number, wireType: number) {
    this.#varint(BigInt((field << 3) | wireType));
  }

  #varint(value: bigint) {
    const bytes: number[] = [];
    let rest = value;
    do {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      bytes.push(rest > 0n ? low | 0x80 : low);
    } while (rest > 0n);
    this.#chunks.push(Uint8Array.from(bytes));
  }
}
