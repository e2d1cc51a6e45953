import { DescribeLabelingJobCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { automaticSummarySchema } from '../../shared/contracts/automatic-labeling.ts';
import type { TaskType } from '../../shared/contracts/project.ts';
import { incomingPrefix, projectKeys, readyKey } from '../../shared/domain/project/bucket-keys.ts';
import { labelingJobName } from '../../shared/domain/project/names.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { sha256 } from '../../shared/sha256.ts';
import { Laptop } from './laptop.ts';
import { LABELS, type Picture, pictures } from './squares.ts';

const PICTURES = 48;
const laptop = new Laptop();

/** Every second picture is a negative, which is its class; masks are of the squares of those that are none. */
const known = await Promise.all(
  (await pictures(500, PICTURES)).map(async (picture, index): Promise<Picture> => {
    const truth = { ...picture.truth, label: LABELS[index % 2]! };
    if (index % 2 === 0) return { ...picture, truth };
    const bytes = await sharp(picture.bytes).negate().jpeg({ quality: 92 }).toBuffer();
    return { ...picture, bytes, sha256: sha256(bytes), truth };
  }),
);

beforeAll(async () => {
  await laptop.up();
  for (const { sha256: hash, truth } of known) laptop.know({ sha256: hash, truth });
  laptop.hire();
}, 180_000);
afterAll(async () => {
  await laptop.dismiss();
  await laptop.discard();
}, 60_000);

/** Masks of small squares overlap by .7 only after more steps than a busy machine may have time for. */
it.each<[string, TaskType, number]>([
  ['classes', 'image-classification', 1],
  ['masks', 'semantic-segmentation', 0],
])(
  'real models learn %s in rounds, and every image has a label of somebody',
  async (project, taskType, fewest) => {
    const keys = projectKeys(project);
    const config = newProject({ project, uid: 'abc123', labels: LABELS, taskType });
    const automatic = { precision: 0.5, firstImages: 12, imagesPerRound: 6, maxRounds: 3 };
    await laptop.put(
      keys.config,
      JSON.stringify({
        ...config,
        labeling: { ...config.labeling, automatic },
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
    console.log(`${project}: people ${summary.people}, machine ${summary.machine}, ${summary.endedBecause}`);
    expect(summary.rounds.length).toBeGreaterThan(0);
    expect(summary.people + summary.machine).toBe(PICTURES);
    expect(summary.machine).toBeGreaterThanOrEqual(fewest);
    const { denied } = laptop.judgeAccess();
    expect(denied).toEqual([]);
  },
  900_000,
);
