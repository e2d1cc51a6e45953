import { InvalidDocumentError } from '../../shared/errors.ts';
import { type GraphNode, type ImportedConstant, OPSET } from './onnx-model.ts';

/** A graph read from an ONNX file, to be embedded in another one: attributes and constants stay as they are encoded. */
export interface OnnxFile {
  nodes: GraphNode[];
  imported: ImportedConstant[];
  /** Shapes by name; a size that may be anything is undefined. */
  inputs: Map<string, (number | undefined)[]>;
  outputs: Map<string, (number | undefined)[]>;
}

/** Before it Clip took its limits as attributes and ReduceSum its axes. */
const OLDEST_OPSET = 13;

/**
 * Reads an ONNX file of opset 13 to 17 with standard operators, without external data and control flow.
 * @param what names the file in messages
 * @throws InvalidDocumentError for anything else
 */
export function readOnnx(bytes: Uint8Array, what: string): OnnxFile {
  const refuse = (why: string, cause?: unknown) => new InvalidDocumentError(`${what} ${why}`, { cause });
  let model: Fields;
  let graph: Fields;
  try {
    model = readFields(bytes);
    graph = readFields(model.messages(7)[0]!);
  } catch (cause) {
    throw refuse('is no ONNX file or is damaged', cause);
  }
  const opset = model.messages(8).map(readFields);
  const foreign = opset.map((each) => each.text(1)).find((domain) => domain !== '' && domain !== 'ai.onnx');
  if (foreign !== undefined) throw refuse(`needs the operators of "${foreign}": export it with standard ones alone`);
  const version = opset[0]?.number(2) ?? 0;
  if (version < OLDEST_OPSET || version > OPSET)
    throw refuse(`has opset ${version}: export it with one of ${OLDEST_OPSET} to ${OPSET}`);
  const imported = graph.messages(5).map((tensor) => {
    const fields = readFields(tensor);
    if (fields.number(14) === 1) throw refuse('keeps its weights in another file: save it in one');
    return { name: fields.text(8), tensor: fields.without(8) };
  });
  const constants = new Set(imported.map(({ name }) => name));
  return {
    nodes: graph.messages(1).map((node) => {
      const fields = readFields(node);
      const operator = fields.text(4);
      const attributes = fields.messages(5);
      if (attributes.some((attribute) => readFields(attribute).messages(6).length > 0))
        throw refuse(`has control flow (${operator}), which cannot be embedded`);
      return { operator, inputs: fields.texts(1), outputs: fields.texts(2), attributes: {}, imported: attributes };
    }),
    imported,
    inputs: new Map([...readValues(graph.messages(11))].filter(([name]) => !constants.has(name))),
    outputs: readValues(graph.messages(12)),
  };
}

function readValues(messages: readonly Uint8Array[]): Map<string, (number | undefined)[]> {
  return new Map(
    messages.map((message) => {
      const value = readFields(message);
      const tensor = value.messages(2).flatMap((type) => readFields(type).messages(1))[0];
      const shape = tensor && readFields(tensor).messages(2)[0];
      const sizes = shape ? readFields(shape).messages(1).map(readFields) : [];
      return [value.text(1), sizes.map((size) => size.number(1))];
    }),
  );
}

/** The fields of a protobuf message. */
class Fields {
  readonly #fields: { field: number; value: number | Uint8Array; whole: Uint8Array }[];

  constructor(fields: { field: number; value: number | Uint8Array; whole: Uint8Array }[]) {
    this.#fields = fields;
  }

  messages(field: number): Uint8Array[] {
    return this.#fields.flatMap((each) => (each.field === field && typeof each.value !== 'number' ? [each.value] : []));
  }

  number(field: number): number | undefined {
    const found = this.#fields.find((each) => each.field === field)?.value;
    return typeof found === 'number' ? found : undefined;
  }

  texts(field: number): string[] {
    return this.messages(field).map((bytes) => Buffer.from(bytes).toString('utf8'));
  }

  text(field: number): string {
    return this.texts(field)[0] ?? '';
  }

  /** The message without one of its fields, still encoded. */
  without(field: number): Uint8Array {
    return Buffer.concat(this.#fields.filter((each) => each.field !== field).map(({ whole }) => whole));
  }
}

/** @throws RangeError when the message is cut off or is none */
function readFields(bytes: Uint8Array): Fields {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('the message ends inside a number');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const take = (length: number) => {
    if (at + length > bytes.length) throw new RangeError('the message ends inside a field');
    at += length;
    return bytes.subarray(at - length, at);
  };
  const fields = [];
  while (at < bytes.length) {
    const begin = at;
    const key = varint();
    const wireType = key % 8;
    const read: Record<number, () => number | Uint8Array> = {
      0: varint,
      1: () => take(8),
      2: () => take(varint()),
      5: () => take(4),
    };
    const value = read[wireType]?.();
    if (value === undefined) throw new RangeError(`wire type ${wireType} is unknown`);
    fields.push({ field: Math.floor(key / 8), value, whole: bytes.subarray(begin, at) });
  }
  return new Fields(fields);
}
