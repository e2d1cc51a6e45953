import type { Graph, GraphNode } from '../../../algorithms/onnx/onnx-model.ts';

/** A tensor in double precision. */
export interface Double {
  shape: number[];
  data: Float64Array;
}

const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
const tensor = (shape: readonly number[], data: ArrayLike<number>): Double => ({
  shape: [...shape],
  data: Float64Array.from(data),
});

/**
 * Computes the nodes that `wanted` depends on in double precision: an independent, slow second opinion on the forward
 * pass, fine enough for finite differences. Knows the operators of a forward pass only.
 */
export function interpret(graph: Graph, feeds: Record<string, Double>, wanted: string): Double {
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const values = new Map(Object.entries(feeds));
  for (const { name, shape, data } of graph.constants) values.set(name, tensor(shape, Array.from(data, Number)));
  const compute = (name: string): Double => {
    const known = values.get(name);
    if (known) return known;
    const node = producers.get(name);
    if (!node) throw new Error(`nothing computes ${name}`);
    const inputs = node.inputs.map((input) => (input === '' ? tensor([0], []) : compute(input)));
    const results = run(node, inputs);
    node.outputs.forEach((output, index) => {
      values.set(output, results[index]!);
    });
    return values.get(name)!;
  };
  return compute(wanted);
}

const BINARY: Record<string, (a: number, b: number) => number> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Min: Math.min,
  Max: Math.max,
};

const UNARY: Record<string, (x: number) => number> = {
  Cast: (x) => x,
  Identity: (x) => x,
  Exp: Math.exp,
  Neg: (x) => -x,
  Relu: (x) => Math.max(0, x),
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  Softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  Sqrt: Math.sqrt,
};

function run({ operator, attributes, outputs }: GraphNode, inputs: Double[]): Double[] {
  const [x, y, z] = inputs as [Double, Double, Double];
  const ints = (name: string) => attributes[name] as number[];
  if (operator in UNARY) return [{ shape: x.shape, data: x.data.map(UNARY[operator]!) }];
  if (operator in BINARY) return [broadcast(x, y, BINARY[operator]!)];
  switch (operator) {
    case 'Reshape':
      return [reshape(x, [...y.data])];
    case 'Slice':
      return [gather(x, [y.data[0]!], [z.data[0]! - y.data[0]!])];
    case 'Split':
      return outputs.map((_, channel) => {
        const begin = x.shape.map(() => 0);
        begin[1] = channel;
        return gather(x, begin, [x.shape[0]!, 1, ...x.shape.slice(2)]);
      });
    case 'Transpose':
      return [transpose(x, ints('perm'))];
    case 'ReduceSum':
      return [reduceSum(x, y ? [...y.data] : x.shape.map((_, axis) => axis))];
    case 'SpaceToDepth':
      return [spaceToDepth(x, attributes.blocksize as number)];
    case 'LogSoftmax':
      return [logSoftmax(x)];
    case 'GlobalAveragePool':
      return [averagePool(x)];
    case 'DepthToSpace':
      return [depthToSpace(x, attributes.blocksize as number)];
    case 'Resize':
      return [repeat(x)];
    case 'Conv':
      return [convolve(x, y, z, ints('strides')[0]!)];
    default:
      throw new Error(`the interpreter does not know ${operator}`);
  }
}

function reshape({ data }: Double, shape: number[]): Double {
  const known = shape.reduce((product, length) => (length === -1 ? product : product * length), 1);
  return { data, shape: shape.map((length) => (length === -1 ? data.length / known : length)) };
}

function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => size(shape.slice(axis + 1)));
}

/** Builds a tensor from a function of its coordinates. */
function build(shape: readonly number[], at: (coordinates: number[]) => number): Double {
  const data = new Float64Array(size(shape));
  const coordinates = shape.map(() => 0);
  for (let index = 0; index < data.length; index++) {
    data[index] = at(coordinates);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      coordinates[axis] = coordinates[axis]! + 1;
      if (coordinates[axis]! < shape[axis]!) break;
      coordinates[axis] = 0;
    }
  }
  return { shape: [...shape], data };
}

const offsetOf = (coordinates: readonly number[], strides: readonly number[]) =>
  coordinates.reduce((sum, coordinate, axis) => sum + coordinate * strides[axis]!, 0);

function broadcast(a: Double, b: Double, compute: (a: number, b: number) => number): Double {
  if (a.data.length === b.data.length) return { shape: a.shape, data: a.data.map((x, i) => compute(x, b.data[i]!)) };
  const rank = Math.max(a.shape.length, b.shape.length);
  const pad = (shape: number[]) => [...Array<number>(rank - shape.length).fill(1), ...shape];
  const [left, right] = [pad(a.shape), pad(b.shape)];
  const strides = (shape: number[]) => stridesOf(shape).map((stride, axis) => (shape[axis] === 1 ? 0 : stride));
  const [leftStrides, rightStrides] = [strides(left), strides(right)];
  return build(
    left.map((length, axis) => Math.max(length, right[axis]!)),
    (at) => compute(a.data[offsetOf(at, leftStrides)]!, b.data[offsetOf(at, rightStrides)]!),
  );
}

function gather(x: Double, begin: readonly number[], shape: readonly number[]): Double {
  const strides = stridesOf(x.shape);
  const start = offsetOf(begin, strides);
  return build(shape, (at) => x.data[start + offsetOf(at, strides)]!);
}

function transpose(x: Double, order: readonly number[]): Double {
  const strides = stridesOf(x.shape);
  const moved = order.map((axis) => strides[axis]!);
  return build(
    order.map((axis) => x.shape[axis]!),
    (at) => x.data[offsetOf(at, moved)]!,
  );
}

function reduceSum(x: Double, axes: readonly number[]): Double {
  const shape = x.shape.filter((_, axis) => !axes.includes(axis));
  const kept = stridesOf(shape);
  const sum = new Float64Array(size(shape));
  const strides = stridesOf(x.shape);
  x.data.forEach((value, index) => {
    let target = 0;
    let keptAxis = 0;
    x.shape.forEach((length, axis) => {
      if (axes.includes(axis)) return;
      target += (Math.floor(index / strides[axis]!) % length) * kept[keptAxis++]!;
    });
    sum[target] = sum[target]! + value;
  });
  return { shape, data: sum };
}

function spaceToDepth(x: Double, block: number): Double {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const split = reshape(x, [batch, channels, height / block, block, width / block, block]);
  const moved = transpose(split, [0, 3, 5, 1, 2, 4]);
  return reshape(moved, [batch, channels * block * block, height / block, width / block]);
}

function depthToSpace(x: Double, block: number): Double {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const kept = channels / block ** 2;
  const moved = transpose(reshape(x, [batch, block, block, kept, height, width]), [0, 3, 4, 1, 5, 2]);
  return reshape(moved, [batch, kept, height * block, width * block]);
}

/** Over the channels. */
function logSoftmax(x: Double): Double {
  const strides = stridesOf(x.shape);
  return build(x.shape, ([n, c, row, column]) => {
    const at = (channel: number) => x.data[offsetOf([n!, channel, row!, column!], strides)]!;
    const sum = Array.from({ length: x.shape[1]! }, (_, channel) => Math.exp(at(channel))).reduce((a, b) => a + b);
    return at(c!) - Math.log(sum);
  });
}

function averagePool(x: Double): Double {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const area = height * width;
  return build([batch, channels, 1, 1], ([n, c]) => {
    const from = (n! * channels + c!) * area;
    return x.data.slice(from, from + area).reduce((sum, value) => sum + value, 0) / area;
  });
}

function repeat(x: Double): Double {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const strides = stridesOf(x.shape);
  return build([batch, channels, 2 * height, 2 * width], ([n, c, row, column]) => {
    return x.data[offsetOf([n!, c!, Math.floor(row! / 2), Math.floor(column! / 2)], strides)]!;
  });
}

function convolve(x: Double, weights: Double, bias: Double | undefined, stride: number): Double {
  const [batch, inputs, height, width] = x.shape as [number, number, number, number];
  const [outputs, , kernel] = weights.shape as [number, number, number];
  const pad = (kernel - 1) / 2;
  const rows = Math.floor((height - 1) / stride) + 1;
  const columns = Math.floor((width - 1) / stride) + 1;
  return build([batch, outputs, rows, columns], ([n, o, row, column]) => {
    let sum = bias?.data[o!] ?? 0;
    for (let i = 0; i < kernel; i++) {
      const sourceRow = row! * stride + i - pad;
      if (sourceRow < 0 || sourceRow >= height) continue;
      for (let j = 0; j < kernel; j++) {
        const sourceColumn = column! * stride + j - pad;
        if (sourceColumn < 0 || sourceColumn >= width) continue;
        for (let c = 0; c < inputs; c++)
          sum +=
            x.data[((n! * inputs + c) * height + sourceRow) * width + sourceColumn]! *
            weights.data[((o! * inputs + c) * kernel + i) * kernel + j]!;
      }
    }
    return sum;
  });
}
