import { ringsBox } from '../../../shapes/polygon.ts';
import type { Shape } from '../../image-record.ts';
import { type ObjectPose, type PoseSchema, poseOfTriples } from '../../pose.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** What data.yaml says of the key points of an object, and how many numbers (`kpt_shape`) each has. */
export interface YoloKeypoints {
  schema: PoseSchema;
  /** 2 = x and y, 3 = visibility too. */
  numbers: number;
}

/**
 * One line of a label file, in shares of the image of `w` x `h` pixels: five numbers are a box, six a box with the
 * confidence of a prediction, more an outline, or a box with keypoints where data.yaml says so.
 * @returns what is wrong with it, for people
 */
export function readYoloLine(
  text: string,
  w: number,
  h: number,
  keypoints?: YoloKeypoints,
): { id: number; shape: Omit<Shape, 'label'> } | string {
  const words = text.trim().split(/\s+/);
  if (!words.every((word) => NUMBER.test(word)))
    return text.includes(',')
      ? `the numbers are parted by commas, and YOLO parts them by blanks: ${text.slice(0, 80)}`
      : `not a class and 4 numbers, nor a class and an outline: ${text.slice(0, 80)}`;
  const [id, ...values] = words.map(Number) as [number, ...number[]];
  if (!Number.isInteger(id) || id < 0) return `${words[0]} is no class number: ${text.slice(0, 80)}`;
  const pointValues = keypoints ? keypoints.schema.names.length * keypoints.numbers : 0;
  const isPose = keypoints !== undefined && values.length === 4 + pointValues;
  if (values.length === 4 || values.length === 5 || isPose) {
    const [x, y, width, height, last] = values as [number, number, number, number, number?];
    const box = { left: (x - width / 2) * w, top: (y - height / 2) * h, width: width * w, height: height * h };
    if (!isPose) return { id, shape: { ...box, confidence: last } };
    return { id, shape: { ...box, confidence: undefined, pose: readPose(values.slice(4), w, h, keypoints) } };
  }
  if (keypoints)
    return `${values.length} numbers, and kpt_shape ${JSON.stringify([keypoints.schema.names.length, keypoints.numbers])} of data.yaml asks for ${4 + pointValues}`;
  if (values.length < 6 || values.length % 2)
    return `not a class and 4 numbers, nor a class and an outline: ${text.slice(0, 80)}`;
  const polygons = [values.map((value, at) => value * (at % 2 ? h : w))];
  return { id, shape: { ...ringsBox(polygons), polygons, confidence: undefined } };
}

/** A place of 0 and 0 is a point that nobody set; without a third number every other one is seen. */
function readPose(values: readonly number[], w: number, h: number, { schema, numbers }: YoloKeypoints): ObjectPose {
  const triples = schema.names.flatMap((_, index) => {
    const [x = 0, y = 0, visibility = 2] = values.slice(index * numbers, (index + 1) * numbers);
    return x === 0 && y === 0 ? [0, 0, 0] : [x * w, y * h, visibility];
  });
  return poseOfTriples(triples, schema);
}
