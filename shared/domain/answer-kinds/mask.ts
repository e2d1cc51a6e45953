import * as z from 'zod/mini';
import {
  LABEL_REFERENCE_ATTRIBUTE_NAME,
  PRE_LABEL_REFERENCE_ATTRIBUTE_NAME,
} from '../../contracts/label-attributes.ts';
import { maskLabelSchema, maskMetadataSchema } from '../../contracts/label-values.ts';
import { InvalidDocumentError } from '../../errors.ts';
import { consolidateMasks, type MaskObject } from '../consolidation/masks.ts';
import { decodePng, encodePalettePng, type PngCodec } from '../images/png-pixels.ts';
import { labelColour } from '../labeling/label-colours.ts';
import type { ImageSize } from '../shapes/image-size.ts';
import type { AnswerFile, AnswerKind, Consolidate, InitialValue, Simulate } from './answer-kind.ts';
import { type Comparison, type Finding, SAME } from './comparison.ts';
import { adjustedIn, isObject, readSize } from './fields.ts';
import { adjustmentStatus, hundredths } from './written-shapes.ts';

export interface MaskAnswer {
  kind: 'mask';
  size: ImageSize;
  /** `#rrggbb` by label. */
  colours: Record<string, string>;
  pngBase64: string;
  adjusted?: boolean | undefined;
}

/** What a mask's colours mean; other people's metadata may say no type. */
const colourMapSchema = z.pick(maskMetadataSchema, { 'internal-color-map': true });

export const MASK_BACKGROUND = '#ffffff';
export const colourOfHex = (hex: string) => Number.parseInt(hex.replace('#', ''), 16);

/** `#rrggbb` per index of a mask; 0 = background. */
const paletteOf = (labels: readonly string[]) => [MASK_BACKGROUND, ...labels.map((_, index) => labelColour(index))];

/**
 * The mask that workers start from (`initial-value.ts`). Pixels of classes that the job does not know become
 * background.
 */
export const initialMask: InitialValue = (line, labels): InitialMask | undefined => {
  const attribute =
    LABEL_REFERENCE_ATTRIBUTE_NAME in line ? LABEL_REFERENCE_ATTRIBUTE_NAME : PRE_LABEL_REFERENCE_ATTRIBUTE_NAME;
  const src = maskLabelSchema.safeParse(line[attribute]);
  const metadata = maskMetadataSchema.safeParse(line[`${attribute}-metadata`]);
  if (!src.success || !metadata.success) return undefined;
  // A hook of Ground Truth is not told the job's classes: then all of the mask's own are.
  const isClass = (name: string) => (labels.length === 0 ? name !== 'BACKGROUND' : labels.includes(name));
  const mappings = Object.values(metadata.data['internal-color-map']).flatMap((colour) =>
    isClass(colour['class-name']) ? [[colour['class-name'], { color: colour['hex-color'] }]] : [],
  );
  return { labelMappings: Object.fromEntries(mappings), src: src.data };
};

/** A broken mask counts as no answer. */
export const mergeMaskAnswers: Consolidate<MaskAnswer> = (
  objects,
  { labels, state, calibrate, outputPrefix, codec },
) => {
  const problems = new Map<string, Array<{ workerId: string; problem: string }>>();
  const painted = objects.map(({ objectId, answers }): MaskObject => {
    const { width, height } = answers[0]!.size;
    const readable = answers.flatMap((answer) => {
      try {
        return [{ workerId: answer.workerId, mask: readMask(answer, { width, height }, labels, codec) }];
      } catch (error) {
        const problem = { workerId: answer.workerId, problem: (error as Error).message };
        problems.set(objectId, [...(problems.get(objectId) ?? []), problem]);
        return [];
      }
    });
    return { objectId, width, height, answers: readable };
  });
  const readable = painted.filter(({ answers }) => answers.length > 0);
  const { objects: merged, contribution } = consolidateMasks(readable, labels, state.masks);
  const palette = paletteOf(labels);
  const files = merged.map(
    ({ objectId, mask: pixels }, at): AnswerFile => ({
      uri: `${outputPrefix}${objectId}.png`,
      bytes: encodePalettePng({ ...readable[at]!, mask: pixels }, palette.map(colourOfHex), codec),
      contentType: 'image/png',
    }),
  );
  return {
    labels: painted.map((object, at) => {
      const found = readable.indexOf(object);
      if (found < 0) return undefined;
      const isAlone = object.answers.length === 1;
      return {
        value: files[found]!.uri,
        metadata: {
          'internal-color-map': Object.fromEntries(
            Object.entries(merged[found]!.confidences).map(([index, confidence]) => [
              index,
              {
                'class-name': index === '0' ? 'BACKGROUND' : labels[Number(index) - 1]!,
                'hex-color': palette[Number(index)]!,
                ...(!isAlone && { confidence: hundredths(calibrate(confidence)) }),
              },
            ]),
          ),
          type: 'groundtruth/semantic-segmentation',
          ...adjustmentStatus(objects[at]!.answers),
        },
      };
    }),
    learnt: { masks: contribution },
    files,
    problems,
  };
};

/** What a simulated worker submits (`simulations.ts`). */
export const simulateMask: Simulate = ({ size, boxes, labels }, codec) => {
  const { width, height } = size;
  const pixels = new Uint8Array(width * height);
  for (const box of boxes) {
    for (let y = box.top; y < box.top + box.height; y++)
      pixels.fill(labels.indexOf(box.label) + 1, y * width + box.left, y * width + box.left + box.width);
  }
  const palette = paletteOf(labels);
  const used = new Set(boxes.map(({ label }) => label));
  const png = encodePalettePng({ width, height, mask: pixels }, palette.map(colourOfHex), codec);
  return {
    labelMappings: Object.fromEntries(
      labels.flatMap((label, index) => (used.has(label) ? [[label, { color: palette[index + 1]! }]] : [])),
    ),
    labeledImage: { pngImageData: toBase64(png) },
    inputImageProperties: size,
  };
};

/** A class for every pixel: `crowd-semantic-segmentation`. */
export const mask: AnswerKind<MaskAnswer> = {
  elements: ['crowd-semantic-segmentation'],

  read(fields, labels) {
    const size = readSize(fields);
    const { labelMappings, labeledImage } = fields;
    if (!size || !isObject(labelMappings) || !isObject(labeledImage)) return undefined;
    if (typeof labeledImage.pngImageData !== 'string') return undefined;
    const colours = Object.entries(labelMappings).flatMap(([label, mapping]) =>
      labels.includes(label) && isObject(mapping) && typeof mapping.color === 'string' ? [[label, mapping.color]] : [],
    );
    return {
      answer: {
        kind: 'mask',
        size,
        colours: Object.fromEntries(colours),
        pngBase64: labeledImage.pngImageData,
        adjusted: adjustedIn(fields),
      },
    };
  },

  known({ value, metadata }, job) {
    const uri = maskLabelSchema.safeParse(value);
    if (!uri.success) return undefined;
    const read = colourMapSchema.safeParse(metadata);
    if (!read.success)
      throw new InvalidDocumentError('has a mask without internal-color-map, which says what its colours are');
    const colours = Object.values(read.data['internal-color-map']).flatMap((entry) =>
      job.labels.includes(entry['class-name']) ? [[entry['class-name'], entry['hex-color']] as const] : [],
    );
    return knownMask(uri.data, Object.fromEntries(colours), job);
  },

  compare: compareMasks,

  truth: () => undefined,

  judge: () => [],

  weigh: (objects) => ({ errors: objects.map(() => Number.POSITIVE_INFINITY), learnt: {} }),
};

/** What `crowd-semantic-segmentation` takes in `initial-value`, once `src` can be fetched. */
interface InitialMask {
  labelMappings: Record<string, { color: string }>;
  /** S3 URI. */
  src: string;
}

type Inflate = Pick<PngCodec, 'inflate'>;

async function knownMask(
  uri: string,
  colours: Record<string, string>,
  { readBytes, codec }: { readBytes(uri: string): Promise<Uint8Array>; codec: Inflate },
): Promise<MaskAnswer> {
  const bytes = await readBytes(uri);
  const { width, height } = decodePng(bytes, codec);
  return { kind: 'mask', size: { width, height }, colours, pngBase64: toBase64(bytes) };
}

export const toBase64 = (bytes: Uint8Array): string => {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
};

/**
 * Label indexes of a painted mask, 0 = background.
 * @throws InvalidDocumentError when it is no PNG mask of that size, Error when it is broken
 */
function readMask(answer: MaskAnswer, size: ImageSize, labels: readonly string[], codec: Inflate): Uint8Array {
  const bytes = Uint8Array.from(atob(answer.pngBase64), (letter) => letter.charCodeAt(0));
  const pixels = decodePng(bytes, codec, size);
  const indexOf = new Map(
    Object.entries(answer.colours).map(([label, colour]) => [colourOfHex(colour), labels.indexOf(label) + 1]),
  );
  return Uint8Array.from(pixels.colours, (colour) => indexOf.get(colour) ?? 0);
}

/** One finding for each label that either mask shows; the score is the F1 of the painted pixels. */
function compareMasks(
  answer: MaskAnswer | undefined,
  known: MaskAnswer,
  labels: readonly string[],
  codec: Inflate,
): Comparison {
  const expected = readMask(known, known.size, labels, codec);
  const painted = answer && readOrNothing(answer, known, labels, codec);
  const counts = labels.map(() => ({ given: 0, known: 0, both: 0 }));
  for (let pixel = 0; pixel < expected.length; pixel++) {
    const [there, here] = [expected[pixel]!, painted?.[pixel] ?? 0];
    if (there > 0) counts[there - 1]!.known += 1;
    if (here > 0) counts[here - 1]!.given += 1;
    if (there > 0 && there === here) counts[there - 1]!.both += 1;
  }
  const findings = counts.flatMap((count, index): Finding[] => {
    const label = labels[index]!;
    if (count.given + count.known === 0) return [];
    if (count.given === 0) return [{ verdict: 'missed', label }];
    if (count.known === 0) return [{ verdict: 'spurious', label }];
    const overlap = count.both / (count.given + count.known - count.both);
    return [{ verdict: overlap >= SAME ? 'right' : 'misplaced', label, overlap }];
  });
  const all = counts.reduce((sum, count) => sum + count.given + count.known, 0);
  const both = counts.reduce((sum, count) => sum + count.both, 0);
  return { score: painted === undefined ? 0 : all === 0 ? 1 : (2 * both) / all, findings };
}

/** A broken mask, or one of another size, is no answer. */
function readOrNothing(answer: MaskAnswer, known: MaskAnswer, labels: readonly string[], codec: Inflate) {
  try {
    return readMask(answer, known.size, labels, codec);
  } catch {
    return undefined;
  }
}
