import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { SittingAssistant } from '../../../local-cloud/labeling/sitting-assistant.ts';

/** Says what it was told, as suggestions, and dies when a box is 13 pixels wide. */
const PROGRAM = `
import { createInterface } from 'node:readline';
const told = [];
for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (message.type === 'answer') {
    if (message.boxes.some(({ width }) => width === 13)) throw new RangeError('thirteen');
    told.push(message.image);
  } else {
    for (const { image } of message.images)
      console.log(JSON.stringify({ type: 'suggested', image, boxes: [{ left: told.length, top: 2, width: 3, height: 4, class_id: 1, confidence: 0.876 }] }));
    console.log(JSON.stringify({ type: 'idle' }));
  }
}
`;
const IMAGES = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => letter.repeat(64));
const key = (image: string) => `projects/birds/proposals/${image}.json`;
const imageUri = (image: string) => `s3://bucket/projects/birds/images/${image}.jpg`;

let folder: string;
let objects: Map<string, string>;
let assistant: SittingAssistant;
let complaints: string[];
let written: (key: string) => void = () => {};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'labelloop-assistant-'));
  const program = join(folder, 'assist.mjs');
  writeFileSync(program, PROGRAM);
  complaints = [];
  // The last one is of validation: nothing lies beside it.
  objects = new Map(IMAGES.slice(0, 5).map((image) => [key(image), '{"proposals":[],"width":64,"height":48}']));
  assistant = new SittingAssistant({
    program,
    log: (line) => {
      complaints.push(line);
      written('');
    },
    objects: {
      read: async (name) => (objects.has(name) ? { text: objects.get(name)!, etag: objects.get(name)! } : undefined),
      async replaceIf(name, text, etag) {
        if (objects.get(name) !== etag) return undefined;
        objects.set(name, text);
        written(name);
        return text;
      },
      signUrl: async (name) => `http://127.0.0.1/${name}`,
      readUri: async () => IMAGES.map((image) => JSON.stringify({ 'source-ref': imageUri(image) })).join('\n'),
    },
  });
});
afterEach(async () => {
  await assistant.stop();
  rmSync(folder, { recursive: true });
});

const answer = (image: string, width = 5, taskType = 'bounding-box') =>
  assistant.answered({
    ...{ jobName: 'job', taskType, labels: ['owl', 'duck'], manifestUri: 's3://bucket/input.manifest' },
    image: imageUri(image),
    answer: {
      boundingBox: {
        boundingBoxes: [{ label: 'duck', left: 1, top: 1, width, height: 5 }],
        inputImageProperties: { width: 64, height: 48 },
      },
    },
  });
const suggestionsOf = (image: string) => JSON.parse(objects.get(key(image)) ?? '{}').suggestions;
const untilWritten = (wanted: string) =>
  new Promise<void>((resolve) => {
    written = (name) => name === wanted && resolve();
  });

it('lays suggestions beside the images that come next, none beside answered ones and those of validation', async () => {
  const laid = untilWritten(key(IMAGES[4]!));
  answer(IMAGES[0]!);
  answer(IMAGES[1]!);
  await laid;
  const [suggestion] = suggestionsOf(IMAGES[2]!);
  expect(suggestion).toEqual({ label: 'duck', left: 2, top: 2, width: 3, height: 4, confidence: 0.88 });
  expect(suggestionsOf(IMAGES[0]!)).toBeUndefined();
  expect(objects.has(key(IMAGES[5]!))).toBe(false);
  const again = untilWritten(key(IMAGES[4]!));
  answer(IMAGES[2]!);
  answer(IMAGES[3]!);
  await again;
  expect(suggestionsOf(IMAGES[4]!)[0].left).toBe(4);
  expect(suggestionsOf(IMAGES[3]!)[0].left).toBe(2);
});

it('is gone without harm when its process dies, and says why; other tasks wake nobody', async () => {
  answer(IMAGES[0]!, 5, 'polygon');
  answer(IMAGES[1]!, 5, 'polygon');
  await assistant.settled();
  const died = untilWritten('');
  answer(IMAGES[0]!, 13);
  answer(IMAGES[1]!);
  await died;
  expect(complaints).toEqual(['people label without suggestions of what they draw: RangeError: thirteen']);
  const diedAgain = untilWritten('');
  answer(IMAGES[2]!);
  answer(IMAGES[3]!);
  await diedAgain;
  answer(IMAGES[4]!);
  answer(IMAGES[4]!);
  await assistant.settled();
  expect(complaints).toHaveLength(2);
  expect(IMAGES.map(suggestionsOf)).toEqual(IMAGES.map(() => undefined));
});
