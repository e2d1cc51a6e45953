/** @jest-environment ./test/algorithms/detector/onnx-environment.mjs */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  ENOUGH_VALIDATION,
  type EvidenceInput,
  gatherEvidence,
  type LabeledExample,
} from '../../../../algorithms/detector/evidence/gather-evidence.ts';
import { loadExamples, readLabeledFiles } from '../../../../algorithms/detector/images/dataset.ts';
import { LABELS, makeTinyDataset } from '../tiny-dataset.ts';

const frame = { width: 96, height: 64 };
const metadata = {
  version: 1,
  labels: LABELS,
  frame,
  minimumConfidence: 0.02,
  maximumOverlap: 0.6,
  maximumBoxes: 20,
} as const;

let root: string;
let images: LabeledExample[];
beforeAll(async () => {
  ({ root } = await makeTinyDataset(ENOUGH_VALIDATION + 12, {}));
  const { files } = await readLabeledFiles(
    join(root, 'input/data/train'),
    [join(root, 'input/data/images')],
    'labels',
    LABELS,
  );
  const examples = await loadExamples(files, frame, () => {});
  images = files.map((labeled, index) => ({ labeled, example: examples[index]! }));
});
afterAll(() => rmSync(root, { recursive: true }));

const gather = (train: number, validation: number, cpuSeconds = 300) =>
  gatherEvidence({
    train: images.slice(0, train),
    validation: images.slice(train, train + validation),
    metadata: metadata as unknown as EvidenceInput['metadata'],
    ...{ frame, flip: 'none', backbone: undefined, learningRate: 0.004, seed: 1, threads: 1 },
    stop: new AbortController().signal,
    cpuSeconds,
    steps: 2,
    onProgress: () => {},
  });

it('asks about each labeled image once where validation images are few, and tries parts of the labels', async () => {
  const evidence = await gather(13, 3);
  expect(evidence!.crossValidation!.folds).toBe(4);
  const asked = evidence!.crossValidation!.images.map(({ image }) => image);
  expect(asked.toSorted()).toEqual(Array.from({ length: 16 }, (_, index) => `${index}.png`).toSorted());
  expect(evidence!.learningCurve).toMatchObject({
    judgedOn: 16,
    points: [{ images: 3 }, { images: 6 }, { images: 12 }],
  });
}, 120_000);

it('lets the validation images judge the curve where there are enough', async () => {
  const evidence = await gather(12, ENOUGH_VALIDATION);
  expect(evidence!.crossValidation).toBeNull();
  expect(evidence!.learningCurve).toMatchObject({
    judgedOn: ENOUGH_VALIDATION,
    points: [{ images: 3 }, { images: 6 }, { images: 12 }],
  });
}, 120_000);

it('cross-validates five images, of which no part could be learned', async () => {
  const evidence = await gather(5, 0);
  expect(evidence!.crossValidation!.images).toHaveLength(5);
  expect(evidence!.learningCurve).toBeNull();
}, 120_000);

it('says nothing where there is too little time, or one image only', async () => {
  expect(await gather(13, 3, 1e-3)).toBeUndefined();
  expect(await gather(1, 0)).toBeUndefined();
}, 120_000);
