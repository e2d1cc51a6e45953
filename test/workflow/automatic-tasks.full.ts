import { DescribeLabelingJobCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { pngCodec } from '../../algorithms/images/png-codec.ts';
import { automaticSummarySchema } from '../../shared/contracts/automatic-labeling.ts';
import { MACHINE_KINDS } from '../../shared/domain/automatic-labeling/kinds/machine-kinds.ts';
import { type MaskSketch, sketchMask, sketchOverlaps } from '../../shared/domain/automatic-labeling/mask-sketch.ts';
import { incomingPrefix, projectKeys, readyKey } from '../../shared/domain/project/bucket-keys.ts';
import { labelingJobName } from '../../shared/domain/project/names.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { parseS3Uri } from '../../shared/domain/project/s3-uri.ts';
import { sha256 } from '../../shared/sha256.ts';
import { Laptop } from './laptop.ts';
import { LABELS, type Picture, pictures } from './squares.ts';

const PICTURES = 60;
const PROMISED = 0.8;
/** Of three, one of them careless, one mask in five is wrong: a machine that learns from them proves nothing. */
const WORKERS = 5;
const laptop = new Laptop();

/** Every second picture is a negative, which is its class; its squares are painted as those of the others are. */
const known = await Promise.all(
  (await pictures(500, PICTURES)).map(async (picture, index): Promise<Picture> => {
    const truth = { ...picture.truth, label: LABELS[index % 2]! };
    if (index % 2 === 0) return { ...picture, truth };
    const bytes = await sharp(picture.bytes).negate().jpeg({ quality: 92 }).toBuffer();
    return { ...picture, bytes, sha256: sha256(bytes), truth };
  }),
);

/** The squares as the pixels of a mask. */
function paintSquares({ width, height, boxes }: Picture['truth']) {
  const pixels = new Uint8Array(width * height);
  for (const { label, left, top, width: w, height: h } of boxes)
    for (let y = top; y < top + h; y++)
      for (let x = left; x < left + w; x++) pixels[y * width + x] = 1 + (LABELS as string[]).indexOf(label);
  return { width, height, pixels };
}

/** Whether a label is right as the warranty counts it. */
const isSame = (label: unknown, truth: unknown): boolean =>
  typeof truth === 'number'
    ? label === truth
    : (sketchOverlaps(label as MaskSketch, truth as MaskSketch)?.every((overlap) => overlap >= 0.7) ?? false);

const CLASSES = MACHINE_KINDS['image-classification'];
const MASKS = MACHINE_KINDS['semantic-segmentation'];

beforeAll(async () => {
  await laptop.up();
  for (const { sha256: hash, truth } of known) laptop.know({ sha256: hash, truth });
  laptop.hire({ workers: WORKERS });
}, 180_000);
afterAll(async () => {
  await laptop.dismiss();
  await laptop.discard();
}, 60_000);

it.each([
  { project: 'classes', kind: CLASSES, truthOf: ({ label }: Picture['truth']) => (LABELS as string[]).indexOf(label!) },
  { project: 'masks', kind: MASKS, truthOf: (truth: Picture['truth']) => sketchMask(paintSquares(truth)) },
])(
  'real models learn $project in rounds, and what they label is right as often as promised',
  async ({ project, kind, truthOf }) => {
    const begun = performance.now();
    const keys = projectKeys(project);
    const config = newProject({ project, uid: 'abc123', labels: LABELS, taskType: kind.taskType });
    const automatic = { precision: PROMISED, firstImages: 12, imagesPerRound: 6, maxRounds: 3 };
    await laptop.put(
      keys.config,
      JSON.stringify({
        ...config,
        labeling: { ...config.labeling, workersPerObject: WORKERS, automatic },
        training: { ...config.training, minImages: 1000 },
      }),
    );
    for (const { name, bytes } of known) await laptop.put(`${incomingPrefix(project)}${name}`, bytes);
    await laptop.put(readyKey(project), '');
    expect(await laptop.ended(`${project}-abc123-b000001`)).toMatchObject({ status: 'SUCCEEDED' });
    const LabelingJobName = labelingJobName({ project, uid: 'abc123', batchId: 'b000001' });
    const job = await laptop.sageMaker.send(new DescribeLabelingJobCommand({ LabelingJobName }));
    expect(job.LabelCounters!.TotalLabeled).toBe(PICTURES);
    const summaryKey = `${keys.labelsPrefix('b000001')}${LabelingJobName}/activelearning/summary.json`;
    const summary = automaticSummarySchema.parse(await laptop.json(summaryKey));
    expect(summary.people + summary.machine).toBe(PICTURES);

    const bytesOf = (uri: string) => laptop.bytes(parseS3Uri(uri).key);
    const manifest = Buffer.from(await bytesOf(job.LabelingJobOutput!.OutputDatasetS3Uri!)).toString();
    const attribute = job.LabelAttributeName!;
    let right = 0;
    let machine = 0;
    for (const text of manifest.trim().split('\n')) {
      const line = JSON.parse(text);
      const metadata = line[`${attribute}-metadata`];
      if (metadata['human-annotated'] !== 'no') continue;
      const reading = { labels: LABELS, codec: pngCodec, readBytes: bytesOf };
      const label = await kind.readTruth({ value: line[attribute], metadata }, reading);
      const { truth } = known.find(({ sha256: hash }) => line['source-ref'].includes(hash))!;
      machine += 1;
      if (isSame(label, truthOf(truth))) right += 1;
    }
    const seconds = Math.round((performance.now() - begun) / 1000);
    const { people, rounds, endedBecause } = summary;
    console.log(
      `${project}: people ${people}, machine ${machine}, right ${right}, ${rounds.length} rounds, ${seconds} s, ${endedBecause}`,
    );
    expect(machine).toBe(summary.machine);
    expect(machine).toBeGreaterThan(0);
    expect(right / machine).toBeGreaterThanOrEqual(PROMISED);
    expect(laptop.judgeAccess().denied).toEqual([]);
  },
  900_000,
);
