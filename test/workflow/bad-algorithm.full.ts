import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DescribeEndpointCommand } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { adviseOn } from '../../shared/domain/workflow/failure-advice.ts';
import { Laptop, root } from './laptop.ts';
import { LABELS, pictures } from './squares.ts';

/** A container that hoards is killed soon. */
const MEMORY_MB = 400;
const ENDPOINT = 'labelloop-dev-squares';
const laptop = new Laptop();
const folder = mkdtempSync(join(tmpdir(), 'labelloop-bad-algorithm-'));

/** Drops pictures with what is on them, as COCO. */
async function drop(first: number, count: number): Promise<void> {
  const made = await pictures(first, count);
  const photos = join(folder, `from-${first}`);
  mkdirSync(photos);
  for (const { name, bytes } of made) writeFileSync(join(photos, name), bytes);
  const images = made.map(({ name, truth: { width, height } }, id) => ({ id, file_name: name, width, height }));
  const annotations = made.flatMap(({ truth }, image_id) =>
    truth.boxes.map(({ label, left, top, width, height }) => ({
      image_id,
      category_id: LABELS.indexOf(label as (typeof LABELS)[number]),
      bbox: [left, top, width, height],
    })),
  );
  const categories = LABELS.map((name, id) => ({ id, name }));
  const file = join(folder, `from-${first}.json`);
  writeFileSync(file, JSON.stringify({ images, annotations, categories }));
  await type('drop', photos, '--labels', file, '--project', 'squares');
}

async function type(...line: string[]): Promise<string> {
  const { code, out, notes } = await laptop.labelloop(...line);
  if (code !== 0) throw new Error(`labelloop ${line.join(' ')}: ${notes}`);
  return out;
}

async function serving() {
  const { EndpointStatus, EndpointConfigName } = await laptop.sageMaker.send(
    new DescribeEndpointCommand({ EndpointName: ENDPOINT }),
  );
  const [status] = JSON.parse(await type('status', 'squares', '--json')).projects;
  return { EndpointStatus, EndpointConfigName, champion: status.champion.modelName };
}

const asked = (await pictures(90, 1))[0]!.bytes;
let champion: Awaited<ReturnType<typeof serving>>;
/** Name of the next execution, which trains. */
let trains = 'squares-b000002';
beforeAll(async () => {
  await laptop.up('--container-memory', String(MEMORY_MB));
  await type('algorithms', 'add', 'faulty', '--dir', join(root, 'test/workflow/faulty-algorithm'));
  await type('init', 'squares', '--labels', LABELS.join(','), '--algorithm', 'faulty');
  const settings = ['training.minImages=8', 'training.minNewLabels=4', 'training.maxStartsPerDay=50'];
  const endpoint = ['mode=real-time', 'instanceCount=2'].map((setting) => `endpoint.${setting}`);
  await type('config', 'squares', ...endpoint);
  await type('config', 'squares', ...settings, 'gate.policy=notWorse', 'gate.minimumScore=0', 'validationFraction=0.3');
  const { uid } = JSON.parse(await type('config', 'squares', 'uid', '--json'));
  await drop(0, 14);
  expect(await laptop.ended(`squares-${uid}-b000001`)).toMatchObject({ status: 'SUCCEEDED', outcome: 'deployed' });
  champion = await serving();
  await type('config', 'squares', 'training.hyperparameters.behaviour=fails');
  await drop(20, 6);
  trains = `squares-${uid}-b000002`;
}, 240_000);
afterAll(async () => {
  await laptop.discard();
  rmSync(folder, { recursive: true });
});

/** What the next training's execution ends with, and what `status` says of it. */
async function failure(...settings: string[]) {
  if (settings.length > 0) {
    await type('config', 'squares', ...settings);
    trains = JSON.parse(await type('retry', 'squares', '--json'))
      .training.split(':')
      .at(-1);
  }
  const { status } = await laptop.ended(trains);
  const [{ failures }] = JSON.parse(await type('status', 'squares', '--json')).projects;
  const { error, cause, log = [] } = failures[0];
  const shown = await type('status', 'squares');
  return { status, error: error as string, cause: cause as string, log: log as string[], shown };
}

const lines = (behaviour: string, from = 11) =>
  Array.from({ length: 31 - from }, (_, index) => `${behaviour}: line ${from + index}`);

describe('a training or a model that breaks the contract is told by name, and the champion serves on', () => {
  const behaves = (name: string) => `training.hyperparameters.behaviour=${name}`;
  const broken: ReadonlyArray<
    readonly [what: string, settings: string[], error: string, cause: RegExp, log: string[] | RegExp]
  > = [
    [
      'a training that fails says its failure file and its last 20 lines',
      [],
      'TrainingJobFailed',
      /AlgorithmError: ValueError: 17 boxes have no area, exit code: 3/,
      lines('fails'),
    ],
    [
      'a training that leaves no model',
      [behaves('no-model')],
      'TransformJobFailed',
      /Could not find model data at s3:.*no file in \/opt\/ml\/model/,
      /^$/,
    ],
    [
      'a training that holds too much memory',
      [behaves('hoards')],
      'TrainingJobFailed',
      /instance type with more memory/,
      /of 400 MB memory: it is killed/,
    ],
    [
      'a training that never ends is stopped',
      [behaves('never-ends'), 'training.maxRuntimeSeconds=2'],
      'TrainingJobStopped',
      /MaxRuntimeExceeded/,
      lines('never-ends'),
    ],
    [
      'a model that does not come up',
      [behaves('serve-dies'), 'training.maxRuntimeSeconds=3600'],
      'TransformJobFailed',
      /ping health check/,
      /no module named onnxruntime/,
    ],
    [
      'a model that holds too much memory',
      [behaves('serve-hoards')],
      'TransformJobFailed',
      /the container ended while it answered: it held more memory/,
      /of 400 MB memory: it is killed/,
    ],
    ['an answer of another shape', [behaves('wrong-shape')], 'ModelAnswerError', /it holds \{"boxes"/, /^$/],
    ['an answer that is no list', [behaves('no-json')], 'ModelAnswerError', /it holds "twelve boxes"/, /^$/],
    [
      'an answer with a label that the project does not have',
      [behaves('unknown-label')],
      'ModelAnswerError',
      /category_id 9|class 8|1 to 2/,
      /^$/,
    ],
    [
      'an image that does not exist',
      ['training.algorithm.image=labelloop/nowhere:1'],
      'SageMaker.SageMakerException',
      /no container image "labelloop\/nowhere:1".*algorithms add/,
      /^$/,
    ],
  ];
  it.each(broken)(
    '%s',
    async (_, settings, error, cause, log) => {
      const failed = await failure(...settings);
      expect(failed).toMatchObject({ status: 'FAILED', error, cause: expect.stringMatching(cause) });
      if (log instanceof RegExp) expect(failed.log.join('\n')).toMatch(log);
      else expect(failed.log).toEqual(log);
      for (const line of failed.log) expect(failed.shown).toContain(`| ${line}`);
      expect(failed.shown).toContain(adviseOn(failed, 'squares').sentence);
      expect(await serving()).toEqual(champion);
    },
    120_000,
  );

  it('goes back, by an alarm, from a model that fails the first requests that move to it', async () => {
    await type('config', 'squares', 'training.algorithm.image=labelloop/faulty:1');
    const rollout = { shifting: 'canary', percent: 25, waitSeconds: 60 };
    await type('config', 'squares', `endpoint.rollout=${JSON.stringify(rollout)}`);
    const answers: string[] = [];
    const stop = new AbortController();
    const asking = (async () => {
      while (!stop.signal.aborted) {
        const ask = new InvokeEndpointCommand({ EndpointName: ENDPOINT, ContentType: 'image/jpeg', Body: asked });
        answers.push(
          await laptop.runtime.send(ask).then(
            () => 'answered',
            ({ name }: Error) => name,
          ),
        );
        await pause(50, undefined, { ref: false });
      }
    })();
    const failed = await failure(behaves('fails-live'));
    stop.abort();
    await asking;
    expect(failed).toMatchObject({ status: 'FAILED', error: 'EndpointRolledBack' });
    expect(failed.cause).toMatch(
      new RegExp(
        `InService on ${champion.champion} again, .* was rolled back because: .*labelloop-dev-endpoint-errors.*ALARM`,
      ),
    );
    expect(failed.shown).toContain('was rolled back because');
    expect(await serving()).toEqual(champion);
    const { LastDeploymentConfig } = await laptop.sageMaker.send(
      new DescribeEndpointCommand({ EndpointName: ENDPOINT }),
    );
    expect(LastDeploymentConfig?.AutoRollbackConfiguration?.Alarms).toEqual(
      ['errors', 'latency'].map((what) => ({ AlarmName: `labelloop-dev-endpoint-${what}` })),
    );
    // One request of four met the new model, the first of them was the alarm.
    expect(new Set(answers)).toEqual(new Set(['answered', 'ModelError']));
    expect(answers.filter((answer) => answer === 'ModelError')).toHaveLength(1);
    await type('config', 'squares', 'endpoint.rollout=null');
  }, 120_000);

  it('trains and deploys again when the algorithm is mended', async () => {
    await type('config', 'squares', behaves('right'));
    trains = JSON.parse(await type('retry', 'squares', '--json'))
      .training.split(':')
      .at(-1);
    expect(await laptop.ended(trains)).toMatchObject({ status: 'SUCCEEDED' });
    expect((await serving()).EndpointStatus).toBe('InService');
  }, 120_000);
});

it('makes no call that AWS would refuse', () => {
  expect(laptop.judgeAccess().denied).toEqual([]);
});
