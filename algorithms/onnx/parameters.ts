import { gaussian, type Random } from './random.ts';

export interface Parameter {
  name: string;
  shape: readonly number[];
  size: number;
  /** Where it begins in the flat vector. */
  offset: number;
  /** Standard deviation and mean of its start value. */
  start: { mean: number; deviation: number };
}

/** All trainable numbers of a network live in one flat vector: one optimizer step, one checkpoint, one file. */
export class ParameterLayout {
  readonly parameters: Parameter[] = [];
  size = 0;

  append(name: string, shape: readonly number[], start: Parameter['start']): Parameter {
    const size = shape.reduce((product, length) => product * length, 1);
    const parameter = { name, shape, size, offset: this.size, start };
    this.parameters.push(parameter);
    this.size += size;
    return parameter;
  }

  initial(random: Random): Float32Array {
    const vector = new Float32Array(this.size);
    for (const { offset, size, start } of this.parameters)
      for (let index = offset; index < offset + size; index++)
        vector[index] = start.mean + (start.deviation === 0 ? 0 : start.deviation * gaussian(random));
    return vector;
  }

  /** The part of `vector` that belongs to the parameter `name`. */
  slice(vector: Float32Array, name: string): { data: Float32Array; shape: readonly number[] } {
    const found = this.parameters.find((parameter) => parameter.name === name);
    if (!found) throw new Error(`the network has no parameter "${name}"`);
    return { data: vector.subarray(found.offset, found.offset + found.size), shape: found.shape };
  }
}
