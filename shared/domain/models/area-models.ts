import { LABEL_ATTRIBUTE_NAME, LABEL_REFERENCE_ATTRIBUTE_NAME } from '../../contracts/label-attributes.ts';
import { maskLabelSchema, maskMetadataSchema, polygonLabelSchema } from '../../contracts/label-values.ts';
import {
  type OutlineResponse,
  outlineResponseSchema,
  type SegmentationResponse,
  segmentationResponseSchema,
} from '../../contracts/model-answers.ts';
import { parse } from '../../contracts/parse.ts';
import { uncheckedLabels } from '../batches/unchecked-labels.ts';
import { type ClassMask, paintOutlines, readClassMask } from '../shapes/class-mask.ts';
import { readAnsweredMask } from './answered-mask.ts';
import { type JudgedAreas, judgeAreas, meanIouScorer, scoreAreas } from './area-scores.ts';
import type { ModelKind, Reading, ShownAnswer } from './model-kind.ts';
import { readModelAnswer } from './read-answer.ts';

type AreaAnswer = SegmentationResponse | OutlineResponse;
type ReadAreas = (text: string, what: string) => AreaAnswer | undefined;
type Line = Readonly<Record<string, unknown>>;

/** Other processors and other JPEG decoders move an edge by some pixels. */
const SAME_SHARE = 0.97;

const GAIN_KINDS = ['missed', 'label', 'background'] as const;

function areaModels(
  attribute: string,
  read: ReadAreas,
  paint: (line: Line, what: string, reading: Reading) => Promise<ClassMask>,
): ModelKind<JudgedAreas> {
  const paintAnswer = (answer: AreaAnswer | undefined, size: ClassMask, reading: Pick<Reading, 'labels' | 'codec'>) =>
    answer
      ? readAnsweredMask(answer, size, reading.labels, reading.codec)
      : { ...size, pixels: new Uint8Array(size.width * size.height) };
  return {
    metric: 'meanIoU',
    async judge(line, answer, what, reading) {
      const { labels } = reading;
      const truth = await paint(line, `the label of ${what}`, reading);
      const given = paintAnswer(read(answer, what), truth, reading);
      return judgeAreas(truth, given, labels.length, uncheckedLabels(line[`${attribute}-metadata`], labels));
    },
    score: scoreAreas,
    scorer: meanIouScorer,
    gains(images, labels) {
      const present = scoreAreas(images, labels).score;
      const won = (kind: (typeof GAIN_KINDS)[number]) =>
        Math.max(
          0,
          scoreAreas(
            images.map((image) => corrected(image, kind)),
            labels,
          ).score - present,
        );
      return { missed: won('missed'), location: 0, label: won('label'), background: won('background') };
    },
    describe: describeAreas,
    agrees(expected, answered, what, reading) {
      const [before, now] = [expected, answered].map((text) => read(text, what));
      if (!before || !now) return before === now;
      const { width, height } = before.image_size[0]!;
      const size = { width, height, pixels: new Uint8Array(0) };
      const [one, other] = [before, now].map((answer) => paintAnswer(answer, size, reading).pixels);
      return one!.filter((index, pixel) => index === other![pixel]).length >= SAME_SHARE * one!.length;
    },
  };
}

/**
 * Areas without the pixels that are wrong in one way; which class confused pixels were taken for is not known, so both
 * lose alike.
 */
function corrected(image: JudgedAreas, kind: (typeof GAIN_KINDS)[number]): JudgedAreas {
  const given = [...image.given];
  const both = [...image.both];
  const missedOf = (index: number) => image.truth[index]! - image.both[index]!;
  const spuriousOf = (index: number) => image.given[index]! - image.both[index]!;
  const sum = (of: (index: number) => number) => given.slice(1).reduce((all, _, id) => all + of(id + 1), 0);
  const shareOfMissed = Math.min(1, image.confused / Math.max(1, sum(missedOf)));
  const shareOfSpurious = Math.min(1, image.confused / Math.max(1, sum(spuriousOf)));
  for (let index = 1; index < given.length; index++) {
    const missed = missedOf(index) * (kind === 'label' ? shareOfMissed : kind === 'missed' ? 1 - shareOfMissed : 0);
    const gone =
      spuriousOf(index) * (kind === 'label' ? shareOfSpurious : kind === 'background' ? 1 - shareOfSpurious : 0);
    both[index]! += missed;
    given[index]! += missed - gone;
  }
  return { ...image, both, given };
}

/** From this IoU on a class of an image is well painted. */
const GOOD = 0.75;

function describeAreas({ truth, given, both }: JudgedAreas, labels: readonly string[]): ShownAnswer {
  const shown = labels.map((label, id) => {
    const all = truth[id + 1]! + given[id + 1]! - both[id + 1]!;
    return { label, there: truth[id + 1]! > 0, here: given[id + 1]! > 0, overlap: all === 0 ? 1 : both[id + 1]! / all };
  });
  const wrong = shown.filter(({ overlap }) => overlap < GOOD).sort((a, b) => a.overlap - b.overlap);
  return {
    truth: shown.filter(({ there }) => there).map(({ label }) => label),
    predictions: shown.filter(({ here }) => here).map(({ label, overlap }) => ({ label, confidence: overlap })),
    errors: wrong.map(({ label, there, here, overlap }) =>
      !here
        ? `misses ${label}`
        : there
          ? `paints ${label} badly (IoU ${overlap.toFixed(2)})`
          : `paints ${label} where there is none`,
    ),
  };
}

/** A class for every pixel. */
export const masks = areaModels(
  LABEL_REFERENCE_ATTRIBUTE_NAME,
  (text, what) => readModelAnswer(segmentationResponseSchema, text, what),
  async (line, what, { labels, codec, readBytes }) => {
    const uri = parse(maskLabelSchema, line[LABEL_REFERENCE_ATTRIBUTE_NAME], what);
    const metadata = parse(maskMetadataSchema, line[`${LABEL_REFERENCE_ATTRIBUTE_NAME}-metadata`], `${what}: metadata`);
    return readClassMask(await readBytes(uri), metadata['internal-color-map'], labels, codec);
  },
);

/** Outlines, judged by the pixels that they hold. */
export const outlines = areaModels(
  LABEL_ATTRIBUTE_NAME,
  (text, what) => readModelAnswer(outlineResponseSchema, text, what),
  async (line, what) => {
    const { image_size, annotations } = parse(polygonLabelSchema, line[LABEL_ATTRIBUTE_NAME], what);
    const { width, height } = image_size[0]!;
    return { width, height, pixels: Uint8Array.from(paintOutlines(annotations, { width, height })) };
  },
);
