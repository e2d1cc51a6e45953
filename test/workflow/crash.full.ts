import { ListTrainingJobsCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DatasetHead } from '../../shared/contracts/dataset.ts';
import { LABEL_ATTRIBUTE_NAME } from '../../shared/contracts/manifest-line.ts';
import { projectKeys } from '../../shared/domain/bucket-keys.ts';
import { Laptop, until } from './laptop.ts';
import { pictures } from './squares.ts';

const laptop = new Laptop();
const dropped = await pictures(0, 16);

beforeAll(() => laptop.up(), 60_000);
afterAll(() => laptop.discard(), 60_000);

async function begin(project: string) {
  await laptop.init(project, {}, 8);
  await laptop.drop(project, dropped);
  await laptop.labelNow(project);
}

/** Image and boxes of each line of the dataset's newest version. */
async function dataset(project: string) {
  const keys = projectKeys(project);
  const head = (await laptop.json<DatasetHead>(keys.datasetHead))!;
  expect(head.versions).toHaveLength(1);
  const { folder } = head.versions[0]!;
  const [train, validation] = await Promise.all(
    (['train', 'validation'] as const).map(async (split) => {
      const lines = (await laptop.text(keys.datasetManifest(folder, split))).trim().split('\n');
      return lines.map((line) => {
        const { 'source-ref': source, [LABEL_ATTRIBUTE_NAME]: label } = JSON.parse(line);
        return { image: String(source).split('/').at(-1), boxes: label.annotations };
      });
    }),
  );
  return { train, validation };
}

const execution = (project: string) => `${project}-abc123-b000001`;

async function dieAndComeBack() {
  await laptop.kill();
  await laptop.up();
  laptop.hire();
}

it('ends with the same dataset after kill -9 while labeling and while training', async () => {
  laptop.hire();
  await begin('calm');
  expect(await laptop.ended(execution('calm'))).toMatchObject({ status: 'SUCCEEDED', outcome: 'deployed' });

  await begin('shaken');
  const labels = `${projectKeys('shaken').labelsPrefix('b000001')}`;
  await until(async () => ((await laptop.keys(labels)).length > 0 ? true : undefined));
  await dieAndComeBack();
  await until(async () => {
    const search = { NameContains: 'shaken', StatusEquals: 'InProgress' as const };
    const { TrainingJobSummaries } = await laptop.sageMaker.send(new ListTrainingJobsCommand(search));
    return TrainingJobSummaries?.length ? true : undefined;
  });
  await dieAndComeBack();
  expect(await laptop.ended(execution('shaken'))).toMatchObject({ status: 'SUCCEEDED', outcome: 'deployed' });

  expect(await dataset('shaken')).toEqual(await dataset('calm'));
  expect(await laptop.executions()).toEqual([execution('calm'), execution('shaken')]);
  expect(laptop.judgeAccess().denied).toEqual([]);
}, 300_000);
