import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Evaluation } from '../../../shared/contracts/training.ts';
import { projectKeys } from '../../../shared/domain/project/bucket-keys.ts';
import { newProject } from '../../../shared/domain/project/new-project.ts';
import { Laptop } from '../../workflow/laptop.ts';
import { LABELS, pictures } from '../../workflow/squares.ts';

const PROJECT = 'squares';
const ENDPOINT = 'labelloop-dev-squares';
const keys = projectKeys(PROJECT);
const laptop = new Laptop();

beforeAll(() => laptop.up(), 180_000);
afterAll(() => laptop.discard(), 60_000);

it('trains, judges and deploys a project that names the built-in object-detection algorithm', async () => {
  const { training } = newProject({ project: PROJECT, uid: 'abc123', labels: LABELS, taskType: 'bounding-box' });
  await laptop.init(PROJECT, {
    training: {
      ...training,
      algorithm: 'object-detection',
      instanceType: 'ml.p3.2xlarge',
      minImages: 8,
      minNewLabels: 4,
      hyperparameters: { epochs: '100', mini_batch_size: '8', learning_rate: '0.004', base_network: 'resnet-50' },
    },
  });
  const dropped = await pictures(0, 20);
  await laptop.drop(PROJECT, dropped);
  laptop.hire();
  await laptop.labelNow(PROJECT);
  expect(await laptop.ended('squares-abc123-b000001')).toMatchObject({ status: 'SUCCEEDED', outcome: 'deployed' });
  await laptop.dismiss();
  const evaluations = (await laptop.keys(keys.evaluationsPrefix)).filter((key) => key.endsWith('/evaluation.json'));
  const { score: map50 } = (await laptop.json<Evaluation>(evaluations[0]!))!;
  expect(map50).toBeGreaterThan(0.7);
  const { Body } = await laptop.runtime.send(
    new InvokeEndpointCommand({ EndpointName: ENDPOINT, ContentType: 'image/jpeg', Body: dropped[0]!.bytes }),
  );
  const { prediction }: { prediction: number[][] } = JSON.parse(Body!.transformToString());
  expect(
    prediction
      .filter(([, score]) => score! > 0.2)
      .map(([label]) => label)
      .sort(),
  ).toEqual([0, 1]);
  expect(laptop.judgeAccess().denied).toEqual([]);
}, 300_000);
