import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeDatasetCommand } from '@aws-sdk/client-rekognition';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REKOGNITION_ACTIONS } from '../../../local-cloud/rekognition/actions.ts';
import { line, RekognitionDriver } from './rekognition-driver.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-rekognition-'));
let driver: RekognitionDriver;
beforeAll(async () => {
  driver = await RekognitionDriver.open(dataDir);
});
afterAll(async () => {
  await driver.close();
  rmSync(dataDir, { recursive: true });
});

it('docs/feature-support/rekognition.md lists exactly the operations that the laptop answers', () => {
  const documented = readFileSync('docs/feature-support/rekognition.md', 'utf8').matchAll(/^\| ([A-Z]\w+) \|/gm);
  expect([...documented].map(([, name]) => name)).toEqual(REKOGNITION_ACTIONS.map(({ schema }) => schema[2]));
});

describe('what cannot be trained on', () => {
  it('a dataset of which more than a fifth is wrong is refused, and says the first line', async () => {
    const { datasets } = await driver.project(
      'wrong',
      [line('a/1.png'), line('a/1.png', { 'human-annotated': 'maybe' })],
      [],
    );
    const { DatasetDescription } = await driver.rekognition.send(
      new DescribeDatasetCommand({ DatasetArn: datasets[0] }),
    );
    expect(DatasetDescription).toMatchObject({
      Status: 'CREATE_FAILED',
      StatusMessage: expect.stringMatching(/1 of 2 lines are wrong; line 2: ERROR_INVALID_LABEL_ATTRIBUTE_METADATA/),
    });
  });

  it('an image that is not there fails the version, which says so', async () => {
    for (const key of ['a/1.png', 'b/2.png']) await driver.put(key, await driver.image());
    const { arn } = await driver.project('gone', [line('a/1.png'), line('elsewhere/1.png')], [line('b/2.png')]);
    await driver.train(arn, 'v1');
    expect(await driver.until(arn, (status) => status !== 'TRAINING_IN_PROGRESS')).toMatchObject({
      Status: 'TRAINING_FAILED',
      StatusMessage: expect.stringMatching(/key/i),
    });
  });
});
