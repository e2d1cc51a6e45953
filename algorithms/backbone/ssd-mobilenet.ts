import { GraphBuilder } from '../onnx/graph-builder.ts';
import { encodeModel } from '../onnx/onnx-model.ts';
import { readTflite, TFLITE_OPERATOR, type TfliteTensor } from './tflite-file.ts';

const RELU6 = 3;

/** Where features are taken, by stride: the widest layer at that resolution. */
const TAPS: Record<number, string> = {
  4: 'FeatureExtractor/MobilenetV2/expanded_conv_3/expand/',
  8: 'FeatureExtractor/MobilenetV2/expanded_conv_6/expand/',
  16: 'FeatureExtractor/MobilenetV2/expanded_conv_13/expand/',
  32: 'FeatureExtractor/MobilenetV2/Conv_1/',
};
const PREDICTORS = 6;

/**
 * Writes the SSD MobileNetV2 of a TensorFlow Lite file as ONNX, its weights in half precision as they were, for images
 * of any size. Input: `image` [N, 3, H, W], RGB 0..255. Outputs: `features.<stride>` [N, C, H / stride, W / stride] for
 * 4, 8, 16 and 32; of each box predictor `boxes.<n>` [N, anchors * 4, h, w] and `classes.<n>` [N, anchors * classes, h,
 * w], logits.
 * @throws Error when the file holds another network
 */
export function encodeSsdMobilenet(bytes: Uint8Array): Uint8Array {
  const { tensors, operators } = readTflite(bytes);
  const graph = new GraphBuilder();
  const pixels = graph.input('image', 'float32', ['n', 3, 'height', 'width']);
  const image = graph.op('Sub', [graph.op('Mul', [pixels, graph.scalar(1 / 127.5)]), graph.scalar(1)]);
  const values = new Map([[tensors.findIndex(({ name }) => name === 'normalized_input_image_tensor'), image]]);
  const weights = new Map<number, TfliteTensor>();
  for (const operator of operators) {
    const [input, second, third] = operator.inputs as [number, number, number];
    const output = operator.outputs[0]!;
    if (operator.code === TFLITE_OPERATOR.dequantize) {
      weights.set(output, tensors[input]!);
      continue;
    }
    const x = values.get(input);
    if (x === undefined) continue;
    if (operator.code === TFLITE_OPERATOR.add) values.set(output, graph.op('Add', [x, values.get(second)!]));
    const isDepthwise = operator.code === TFLITE_OPERATOR.depthwiseConvolution;
    if (!isDepthwise && operator.code !== TFLITE_OPERATOR.convolution) continue;
    const kernel = channelsFirst(weights.get(second)!, tensors[second]!.shape, isDepthwise);
    const bias = weights.get(third)!;
    const stride = operator.intOption(1);
    const y = graph.op('Conv', [x, graph.half(kernel.bits, kernel.shape), graph.half(bitsOf(bias), bias.shape)], {
      kernel_shape: kernel.shape.slice(2),
      strides: [stride, stride],
      group: isDepthwise ? kernel.shape[0]! : 1,
      auto_pad: 'SAME_UPPER',
    });
    const isClipped = operator.byteOption(isDepthwise ? 4 : 3) === RELU6;
    values.set(output, isClipped ? graph.op('Clip', [y, graph.scalar(0), graph.scalar(6)]) : y);
  }
  const give = (name: string, prefix: string) => {
    const found = [...values].filter(([index]) => tensors[index]!.name.startsWith(prefix));
    if (found.length !== 1) throw new Error(`the file has ${found.length} tensors ${prefix}`);
    const [index, value] = found[0]!;
    graph.output(name, value, ['n', tensors[index]!.shape[3]!, `${name}.height`, `${name}.width`]);
  };
  for (const [stride, prefix] of Object.entries(TAPS)) give(`features.${stride}`, prefix);
  for (let index = 0; index < PREDICTORS; index++) {
    give(`boxes.${index}`, `BoxPredictor_${index}/BoxEncodingPredictor/`);
    give(`classes.${index}`, `BoxPredictor_${index}/ClassPredictor/`);
  }
  return encodeModel(graph, 'labelloop backbone');
}

/** OHWI weights as OIHW; those of a depthwise convolution, 1HWC, as C1HW. */
function channelsFirst(weights: TfliteTensor, shape: readonly number[], isDepthwise: boolean) {
  const [outputs, height, width, inputs] = shape as [number, number, number, number];
  const from = bitsOf(weights);
  const bits = new Uint16Array(from.length);
  const area = height * width;
  for (let output = 0; output < outputs; output++)
    for (let position = 0; position < area; position++)
      for (let input = 0; input < inputs; input++)
        bits[(output * inputs + input) * area + position] = from[(output * area + position) * inputs + input]!;
  return { bits, shape: isDepthwise ? [inputs, 1, height, width] : [outputs, inputs, height, width] };
}

function bitsOf({ name, type, bytes }: TfliteTensor): Uint16Array {
  if (type !== 'float16') throw new Error(`the weights ${name} are not in half precision`);
  return new Uint16Array(Uint8Array.from(bytes).buffer);
}
