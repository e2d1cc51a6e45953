import type { OnnxFile } from './onnx-file.ts';
import {
  type Attribute,
  type Constant,
  DATA_TYPE,
  type ElementType,
  type Graph,
  type GraphNode,
  type ImportedConstant,
  type ValueInfo,
} from './onnx-model.ts';

/**
 * Collects nodes in the order in which they are emitted; values are known by their names. Equal constants are stored
 * once.
 */
export class GraphBuilder implements Graph {
  readonly nodes: GraphNode[] = [];
  readonly constants: Constant[] = [];
  readonly imported: ImportedConstant[] = [];
  readonly inputs: ValueInfo[] = [];
  readonly outputs: ValueInfo[] = [];
  readonly #shared = new Map<string, string>();
  #names = 0;

  /** Emits a node with one output and returns that output's name. An empty input name leaves an optional input out. */
  op(operator: string, inputs: readonly string[], attributes: Record<string, Attribute> = {}): string {
    return this.split(operator, inputs, attributes, 1)[0]!;
  }

  /** Emits a node with `count` outputs. */
  split(operator: string, inputs: readonly string[], attributes: Record<string, Attribute>, count: number): string[] {
    const outputs = Array.from({ length: count }, () => this.#unique('v'));
    this.nodes.push({ operator, inputs, outputs, attributes });
    return outputs;
  }

  /**
   * Emits what another file computes for `outputs` and nothing else of it; returns their names here, in that order.
   * @param inputs the file's inputs by name: values of this graph
   */
  embed(file: OnnxFile, inputs: Readonly<Record<string, string>>, outputs: readonly string[]): string[] {
    const names = new Map(Object.entries(inputs));
    const wanted = new Set(outputs);
    const needed = file.nodes.toReversed().filter((node) => {
      const isNeeded = node.outputs.some((name) => wanted.has(name));
      if (isNeeded) for (const name of node.inputs) wanted.add(name);
      return isNeeded;
    });
    for (const { name, tensor } of file.imported) {
      if (!wanted.has(name)) continue;
      const here = this.#unique('c');
      names.set(name, here);
      this.imported.push({ name: here, tensor });
    }
    for (const node of needed.toReversed()) {
      for (const name of node.outputs) names.set(name, name === '' ? '' : this.#unique('v'));
      const here = (name: string) => (name === '' ? '' : names.get(name)!);
      this.nodes.push({ ...node, inputs: node.inputs.map(here), outputs: node.outputs.map(here) });
    }
    return outputs.map((name) => names.get(name)!);
  }

  input(name: string, type: ElementType, shape: readonly (number | string)[]): string {
    this.inputs.push({ name, type, shape });
    return name;
  }

  /** Makes `value` an output of the graph under `name`. */
  output(name: string, value: string, shape: readonly (number | string)[]) {
    this.nodes.push({ operator: 'Identity', inputs: [value], outputs: [name], attributes: {} });
    this.outputs.push({ name, type: 'float32', shape });
  }

  /** A float32 constant of any shape. */
  tensor(data: Float32Array, shape: readonly number[]): string {
    const name = this.#unique('c');
    this.constants.push({ name, type: 'float32', shape, data });
    return name;
  }

  /** Half-precision numbers given by their bits, as float32: half the bytes in the file. */
  half(bits: Uint16Array, shape: readonly number[]): string {
    const name = this.#unique('c');
    this.constants.push({ name, type: 'float16', shape, data: bits });
    return this.op('Cast', [name], { to: DATA_TYPE.float32 });
  }

  scalar(value: number): string {
    return this.#once(`scalar ${value}`, () => this.tensor(Float32Array.of(value), []));
  }

  /** An int64 vector: axes, shapes, sizes. */
  integers(...values: number[]): string {
    return this.#once(`integers ${values.join()}`, () => {
      const name = this.#unique('c');
      const data = BigInt64Array.from(values, BigInt);
      this.constants.push({ name, type: 'int64', shape: [values.length], data });
      return name;
    });
  }

  #once(key: string, create: () => string): string {
    const name = this.#shared.get(key) ?? create();
    this.#shared.set(key, name);
    return name;
  }

  #unique(prefix: string) {
    return `${prefix}${this.#names++}`;
  }
}
