import {
  LABEL_REFERENCE_ATTRIBUTE_NAME,
  PRE_LABEL_REFERENCE_ATTRIBUTE_NAME,
} from '../../contracts/label-attributes.ts';
import { instanceMetadataSchema, maskLabelSchema } from '../../contracts/label-values.ts';
import { consolidateInstances, type InstanceObject, type PaintedInstances } from '../consolidation/drawn/instances.ts';
import { decodePng, encodePalettePng, type PngCodec } from '../images/png-pixels.ts';
import { labelColour } from '../labeling/label-colours.ts';
import type { ImageSize } from '../shapes/image-size.ts';
import type { AnswerFile, AnswerKind, Consolidate, InitialValue, KnownLabels, Simulate } from './answer-kind.ts';
import { type Comparison, type Finding, SAME } from './comparison.ts';
import { adjustedIn, isObject, objectsOf, readSize } from './fields.ts';
import { colourOfHex, MASK_BACKGROUND, toBase64 } from './mask.ts';
import { adjustmentStatus, hundredths } from './written-shapes.ts';

export interface InstancesAnswer {
  kind: 'instances';
  size: ImageSize;
  /** Each in a colour of its own, `#rrggbb`. */
  instances: Array<{ label: string; colour: string }>;
  pngBase64: string;
  adjusted?: boolean | undefined;
}

const paletteOf = (count: number) => [MASK_BACKGROUND, ...Array.from({ length: count }, (_, at) => labelColour(at))];

/** Nobody paints more by hand, and a palette has no more colours. */
const MOST_INSTANCES = 255;

/** The objects that workers start from (`initial-value.ts`). */
export const initialInstances: InitialValue = (line, labels) => {
  const attribute =
    LABEL_REFERENCE_ATTRIBUTE_NAME in line ? LABEL_REFERENCE_ATTRIBUTE_NAME : PRE_LABEL_REFERENCE_ATTRIBUTE_NAME;
  const src = maskLabelSchema.safeParse(line[attribute]);
  const metadata = instanceMetadataSchema.safeParse(line[`${attribute}-metadata`]);
  if (!src.success || !metadata.success) return undefined;
  return { instances: instancesOf(metadata.data['internal-color-map'], labels), src: src.data };
};

/** @param labels none: all classes are the job's, whose hook is not told them */
const instancesOf = (
  colours: Record<string, { 'class-name': string; 'hex-color': string }>,
  labels: readonly string[],
) =>
  Object.entries(colours).flatMap(([index, { 'class-name': label, 'hex-color': color }]) =>
    index !== '0' && (labels.length === 0 || labels.includes(label)) ? [{ color, label }] : [],
  );

/** A broken picture counts as no answer (`consolidations.ts`). */
export const mergeInstancesAnswers: Consolidate<InstancesAnswer> = (
  objects,
  { labels, state, calibrate, outputPrefix, codec },
) => {
  const problems = new Map<string, Array<{ workerId: string; problem: string }>>();
  const painted = objects.map(({ objectId, answers }): InstanceObject => {
    const { width, height } = answers[0]!.size;
    const readable = answers.flatMap((answer) => {
      try {
        return [{ workerId: answer.workerId, ...readInstances(answer, { width, height }, codec) }];
      } catch (error) {
        const problem = { workerId: answer.workerId, problem: (error as Error).message };
        problems.set(objectId, [...(problems.get(objectId) ?? []), problem]);
        return [];
      }
    });
    return { objectId, width, height, answers: readable };
  });
  const readable = painted.filter(({ answers }) => answers.length > 0);
  const { objects: merged, contribution } = consolidateInstances(readable, labels, state.boxes);
  const files = merged.map(
    ({ objectId, numbers, instances }, at): AnswerFile => ({
      uri: `${outputPrefix}${objectId}.png`,
      bytes: encodePalettePng({ ...readable[at]!, mask: numbers }, paletteOf(instances.length).map(colourOfHex), codec),
      contentType: 'image/png',
    }),
  );
  return {
    labels: painted.map((object, at) => {
      const found = readable.indexOf(object);
      if (found < 0) return undefined;
      const isAlone = object.answers.length === 1;
      const { instances } = merged[found]!;
      const palette = paletteOf(instances.length);
      const colours = [
        { 'class-name': 'BACKGROUND', 'hex-color': MASK_BACKGROUND },
        ...instances.map(({ label, confidence }, index) => ({
          'class-name': label,
          'hex-color': palette[index + 1]!,
          ...(!isAlone && { confidence: hundredths(calibrate(confidence)) }),
        })),
      ];
      return {
        value: files[found]!.uri,
        metadata: {
          'internal-color-map': Object.fromEntries(colours.map((colour, index) => [String(index), colour])),
          type: 'groundtruth/custom',
          ...adjustmentStatus(objects[at]!.answers),
        },
      };
    }),
    learnt: { boxes: contribution },
    files,
    problems,
  };
};

/** Each box that they would draw, filled (`simulations.ts`). */
export const simulateInstances: Simulate = ({ size, boxes }, codec) => {
  const mask = new Uint8Array(size.width * size.height);
  const drawn = boxes.slice(0, MOST_INSTANCES);
  for (const [index, { left, top, width, height }] of drawn.entries())
    for (let y = top; y < top + height; y++) mask.fill(index + 1, y * size.width + left, y * size.width + left + width);
  const palette = paletteOf(drawn.length);
  const seen = new Set(mask);
  return {
    instances: drawn.flatMap(({ label }, index) =>
      seen.has(index + 1) ? [{ color: palette[index + 1]!, label }] : [],
    ),
    labeledImage: { pngImageData: toBase64(encodePalettePng({ ...size, mask }, palette.map(colourOfHex), codec)) },
    inputImageProperties: size,
  };
};

/** A mask for every object: `crowd-instance-segmentation`. */
export const instances: AnswerKind<InstancesAnswer> = {
  elements: ['crowd-instance-segmentation'],

  read(fields, labels) {
    const size = readSize(fields);
    const { instances: given, labeledImage } = fields;
    if (!size || !Array.isArray(given) || !isObject(labeledImage)) return undefined;
    if (typeof labeledImage.pngImageData !== 'string') return undefined;
    const known = objectsOf(given).flatMap(({ label, color }) =>
      typeof label === 'string' && labels.includes(label) && typeof color === 'string' && /^#[\da-f]{6}$/i.test(color)
        ? [{ label, colour: color.toLowerCase() }]
        : [],
    );
    if (given.length > MOST_INSTANCES)
      return { problem: `${given.length} objects by one worker; at most ${MOST_INSTANCES} are believed` };
    const left = given.length - known.length;
    const problem = left > 0 ? `${left} of ${given.length} objects left out: unknown label, or no colour` : undefined;
    if (problem && known.length === 0) return { problem };
    return {
      answer: {
        kind: 'instances',
        size,
        instances: known,
        pngBase64: labeledImage.pngImageData,
        adjusted: adjustedIn(fields),
      },
      ...(problem && { problem }),
    };
  },

  known({ value, metadata }, job) {
    const uri = maskLabelSchema.safeParse(value);
    const read = instanceMetadataSchema.safeParse(metadata);
    if (!uri.success || !read.success) return undefined;
    return knownInstances(uri.data, instancesOf(read.data['internal-color-map'], job.labels), job);
  },

  compare: compareInstances,

  truth: () => undefined,

  judge: () => [],

  weigh: (objects) => ({ errors: objects.map(() => Number.POSITIVE_INFINITY), learnt: {} }),
};

async function knownInstances(
  uri: string,
  known: ReadonlyArray<{ color: string; label: string }>,
  { readBytes, codec }: Pick<KnownLabels, 'readBytes' | 'codec'>,
): Promise<InstancesAnswer> {
  const bytes = await readBytes(uri);
  const { width, height } = decodePng(bytes, codec);
  return {
    kind: 'instances',
    size: { width, height },
    instances: known.map(({ color, label }) => ({ label, colour: color })),
    pngBase64: toBase64(bytes),
  };
}

type Inflate = Pick<PngCodec, 'inflate'>;

/**
 * Which object each pixel is.
 * @throws InvalidDocumentError when it is no PNG of that size, Error when it is broken
 */
function readInstances(answer: InstancesAnswer, size: ImageSize, codec: Inflate): PaintedInstances {
  const bytes = Uint8Array.from(atob(answer.pngBase64), (letter) => letter.charCodeAt(0));
  const pixels = decodePng(bytes, codec, size);
  const numberOf = new Map(answer.instances.map(({ colour }, index) => [colourOfHex(colour), index + 1]));
  return {
    numbers: Uint8Array.from(pixels.colours, (colour) => numberOf.get(colour) ?? 0),
    labels: answer.instances.map(({ label }) => label),
  };
}

/** Pairs objects, the likest first; the score is the F1 of those that are right. */
function compareInstances(
  given: InstancesAnswer | undefined,
  known: InstancesAnswer,
  _labels: readonly string[],
  codec: Inflate,
): Comparison {
  const expected = readInstances(known, known.size, codec);
  const painted = given && readOrNothing(given, known.size, codec);
  const pairs = painted ? overlaps(painted, expected) : [];
  const findings: Finding[] = [];
  const [left, missed] = [new Set(painted?.labels.keys()), new Set(expected.labels.keys())];
  for (const { one, other, overlap } of pairs) {
    const [label, knownLabel] = [painted!.labels[one]!, expected.labels[other]!];
    if (overlap < SAME || !left.has(one) || !missed.has(other)) continue;
    left.delete(one);
    missed.delete(other);
    findings.push(
      label === knownLabel
        ? { verdict: 'right', label, overlap }
        : { verdict: 'mislabeled', label, knownLabel, overlap },
    );
  }
  const right = findings.filter(({ verdict }) => verdict === 'right').length;
  const all = (painted?.labels.length ?? 0) + expected.labels.length;
  return {
    score: painted === undefined ? 0 : all === 0 ? 1 : (2 * right) / all,
    findings: [
      ...findings,
      ...[...left].map((at): Finding => ({ verdict: 'spurious', label: painted!.labels[at]! })),
      ...[...missed].map((at): Finding => ({ verdict: 'missed', label: expected.labels[at]! })),
    ],
  };
}

function readOrNothing(answer: InstancesAnswer, size: ImageSize, codec: Inflate): PaintedInstances | undefined {
  try {
    return readInstances(answer, size, codec);
  } catch {
    return undefined;
  }
}

/** Intersection over union of each pair that meets, the likest first. */
function overlaps(given: PaintedInstances, known: PaintedInstances) {
  const [mine, theirs] = [given, known].map(({ labels }) => new Array<number>(labels.length + 1).fill(0)) as [
    number[],
    number[],
  ];
  const both = new Map<string, number>();
  for (let at = 0; at < known.numbers.length; at++) {
    const [one, other] = [given.numbers[at]!, known.numbers[at]!];
    mine[one]! += 1;
    theirs[other]! += 1;
    if (one > 0 && other > 0) both.set(`${one} ${other}`, (both.get(`${one} ${other}`) ?? 0) + 1);
  }
  return [...both]
    .map(([pair, area]) => {
      const [one, other] = pair.split(' ').map(Number) as [number, number];
      return { one: one - 1, other: other - 1, overlap: area / (mine[one]! + theirs[other]! - area) };
    })
    .sort((a, b) => b.overlap - a.overlap);
}
