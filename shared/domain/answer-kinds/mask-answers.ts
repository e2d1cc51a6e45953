import type { MaskWorkerState } from '../consolidation/mask-workers.ts';
import { consolidateMasks, type MaskObject } from '../consolidation/masks.ts';
import { decodePng, encodePalettePng, type PngCodec } from '../images/png-pixels.ts';
import { labelColour } from '../labeling/label-colours.ts';
import type { AnsweredObject, AnswerOf } from './worker-answer.ts';

/** A mask image to write: an S3 URI and its bytes. */
export interface MaskFile {
  uri: string;
  bytes: Uint8Array;
}

export interface MergedMask {
  objectId: string;
  uri: string;
  /** `#rrggbb` per index of the mask; 0 = background. */
  colours: string[];
  confidences: Record<number, number>;
  workers: number;
}

const BACKGROUND = '#ffffff';
const colourNumber = (hex: string) => Number.parseInt(hex.replace('#', ''), 16);

const paletteOf = (labels: readonly string[]) => [BACKGROUND, ...labels.map((_, index) => labelColour(index))];

/** Decodes the workers' PNGs by their label colours, merges them and encodes the result; a broken mask counts as no answer. */
export function consolidateMaskAnswers(
  objects: ReadonlyArray<AnsweredObject<'mask'>>,
  { labels, outputPrefix }: { labels: readonly string[]; outputPrefix: string },
  state: MaskWorkerState,
  codec: PngCodec,
) {
  const problems = new Map<string, Array<{ workerId: string; problem: string }>>();
  const readable = objects.flatMap((object): MaskObject[] => {
    const { width, height } = object.answers[0]!.size;
    const answers = object.answers.flatMap((answer) => {
      try {
        return [{ workerId: answer.workerId, mask: readMask(answer, { width, height }, labels, codec) }];
      } catch (error) {
        const known = problems.get(object.objectId) ?? [];
        problems.set(object.objectId, [...known, { workerId: answer.workerId, problem: (error as Error).message }]);
        return [];
      }
    });
    return answers.length > 0 ? [{ objectId: object.objectId, width, height, answers }] : [];
  });
  const { objects: merged, contribution } = consolidateMasks(readable, labels, state);
  const colours = paletteOf(labels);
  const files = merged.map(
    ({ objectId, mask }, at): MaskFile => ({
      uri: `${outputPrefix}${objectId}.png`,
      bytes: encodePalettePng({ ...readable[at]!, mask }, colours.map(colourNumber), codec),
    }),
  );
  return {
    objects: merged.map(
      ({ objectId, confidences }, at): MergedMask => ({
        objectId,
        uri: files[at]!.uri,
        colours,
        confidences,
        workers: readable[at]!.answers.length,
      }),
    ),
    contribution,
    files,
    problems,
  };
}

/**
 * Label indexes of a painted mask, 0 = background.
 * @throws InvalidDocumentError when it is no PNG mask of that size, Error when it is broken
 */
export function readMask(
  answer: AnswerOf<'mask'>,
  size: { width: number; height: number },
  labels: readonly string[],
  codec: Pick<PngCodec, 'inflate'>,
): Uint8Array {
  const bytes = Uint8Array.from(atob(answer.pngBase64), (letter) => letter.charCodeAt(0));
  const pixels = decodePng(bytes, codec, size);
  const indexOf = new Map(
    Object.entries(answer.colours).map(([label, colour]) => [colourNumber(colour), labels.indexOf(label) + 1]),
  );
  return Uint8Array.from(pixels.colours, (colour) => indexOf.get(colour) ?? 0);
}
