import { ListTrainingJobsCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, expect, it } from '@jest/globals';
import type { DatasetHead } from '../../shared/contracts/dataset.ts';
import { type BoxAnnotation, LABEL_ATTRIBUTE_NAME } from '../../shared/contracts/manifest-line.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { intersectionOverUnion } from '../../shared/domain/shapes/bounding-box.ts';
import { Laptop, until } from './laptop.ts';
import { pictures } from './squares.ts';

const PROJECT = 'squares';
const EXECUTION = 'squares-abc123-b000001';
const keys = projectKeys(PROJECT);
const calm = new Laptop();
const shaken = new Laptop();
const dropped = await pictures(0, 16);

afterAll(() => Promise.all([calm.discard(), shaken.discard()]), 60_000);

async function begin(laptop: Laptop) {
  await laptop.up();
  await laptop.init(PROJECT, {}, 8);
  await laptop.drop(PROJECT, dropped);
  laptop.hire();
  await laptop.labelNow(PROJECT);
}

interface DatasetLine {
  split: string;
  image: string;
  boxes: BoxAnnotation[];
}

/** Every line of the dataset's only version. */
async function dataset(laptop: Laptop): Promise<DatasetLine[]> {
  const head = (await laptop.json<DatasetHead>(keys.datasetHead))!;
  expect(head.versions).toHaveLength(1);
  const { folder } = head.versions[0]!;
  const splits = (['train', 'validation'] as const).map(async (split) => {
    const lines = (await laptop.text(keys.datasetManifest(folder, split))).trim().split('\n');
    return lines.map((line) => {
      const { 'source-ref': image, [LABEL_ATTRIBUTE_NAME]: label } = JSON.parse(line);
      return { split, image, boxes: label.annotations };
    });
  });
  return (await Promise.all(splits)).flat();
}

async function dieAndComeBack(laptop: Laptop) {
  await laptop.kill();
  await laptop.up();
  laptop.hire();
}

it('ends with the same dataset after kill -9 while labeling and while training', async () => {
  await begin(calm);
  expect(await calm.ended(EXECUTION)).toMatchObject({ status: 'SUCCEEDED', outcome: 'deployed' });
  const undisturbed = await dataset(calm);
  await calm.discard();

  await begin(shaken);
  const answers = `${keys.labelsPrefix('b000001')}${EXECUTION}/annotations/`;
  await until(async () => ((await shaken.keys(answers)).length > 0 ? true : undefined));
  await dieAndComeBack(shaken);
  await until(async () => {
    const { TrainingJobSummaries } = await shaken.sageMaker.send(new ListTrainingJobsCommand({}));
    return TrainingJobSummaries?.some(({ TrainingJobStatus }) => TrainingJobStatus === 'InProgress') || undefined;
  });
  await dieAndComeBack(shaken);
  expect(await shaken.ended(EXECUTION)).toMatchObject({ status: 'SUCCEEDED', outcome: 'deployed' });

  const lines = await dataset(shaken);
  const withoutPlaces = (all: DatasetLine[]) =>
    all.map(({ boxes, ...line }) => ({ ...line, labels: boxes.map(({ class_id }) => class_id) }));
  expect(withoutPlaces(lines)).toEqual(withoutPlaces(undisturbed));
  // How much each worker counts follows from what was consolidated before, and a crash changes that order: fractions of
  // a pixel.
  const overlaps = lines.flatMap(({ boxes }, line) =>
    boxes.map((box, index) => intersectionOverUnion(box, undisturbed[line]!.boxes[index]!)),
  );
  expect(Math.min(...overlaps)).toBeGreaterThan(0.9);
  expect(await shaken.executions()).toEqual([EXECUTION]);
  expect(shaken.judgeAccess().denied).toEqual([]);
}, 600_000);
