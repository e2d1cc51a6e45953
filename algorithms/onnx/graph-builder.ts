import type { Attribute, Constant, ElementType, Graph, GraphNode, ValueInfo } from './onnx-model.ts';

/** Collects nodes in the order in which they are emitted; values are known by their names. Equal constants are stored once. */
export class GraphBuilder implements Graph {
  readonly nodes: GraphNode[] = [];
  readonly constants: Constant[] = [];
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

  input(name: string, type: ElementType, shape: readonly number[]): string {
    this.inputs.push({ name, type, shape });
    return name;
  }

  /** Makes `value` an output of the graph under `name`. */
  output(name: string, value: string, shape: readonly number[]) {
    this.nodes.push({ operator: 'Identity', inputs: [value], outputs: [name], attributes: {} });
    this.outputs.push({ name, type: 'float32', shape });
  }

  /** A float32 constant of any shape. */
  tensor(data: Float32Array, shape: readonly number[]): string {
    const name = this.#unique('c');
    this.constants.push({ name, type: 'float32', shape, data });
    return name;
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
