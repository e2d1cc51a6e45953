import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Channel, S3DataSource } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { recordIo } from '../../../shared/domain/training/record-io.ts';
import { BUCKET, IMAGE, type Laptop, openLaptop } from './laptop.ts';
import { SageMakerDriver } from './sagemaker-driver.ts';

/** Each job is a process of its own; a busy machine takes its time. */
jest.setTimeout(60_000);

const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-pipe-'));
let laptop: Laptop;
let driver: SageMakerDriver;

beforeAll(async () => {
  laptop = await openLaptop(dataDir);
  driver = new SageMakerDriver(laptop.client, dataDir);
  await driver.putImages();
});

afterAll(async () => {
  driver.close();
  await laptop.stop();
  rmSync(dataDir, { recursive: true });
});

const MANIFEST = [
  { label: { boxes: [1] }, 'source-ref': `s3://${BUCKET}/images/a.jpg`, 'label-metadata': {} },
  { 'source-ref': `s3://${BUCKET}/images/b.jpg`, label: 'a word', further: 1 },
];

/** The train channel in Pipe mode on a manifest of these lines. */
async function channel(lines: object[], changes: Partial<Channel> = {}, source: Partial<S3DataSource> = {}) {
  await driver.put('data/augmented.manifest', lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const S3DataSource = {
    S3DataType: 'AugmentedManifestFile' as const,
    S3Uri: `s3://${BUCKET}/data/augmented.manifest`,
    AttributeNames: ['source-ref', 'label'],
    ...source,
  };
  return [{ ChannelName: 'train', DataSource: { S3DataSource }, RecordWrapperType: 'RecordIO' as const, ...changes }];
}

const AlgorithmSpecification = { TrainingImage: IMAGE, TrainingInputMode: 'Pipe' as const };

async function train(name: string, InputDataConfig: Channel[], behaviour = 'pipe') {
  await driver.createTrainingJob(name, { behaviour }, { AlgorithmSpecification, InputDataConfig });
  return driver.trained(name);
}

const epochs = (name: string) =>
  [...driver.log(name).matchAll(/^epoch \d: (.*)$/gm)].map(([, base64]) => Buffer.from(base64!, 'base64'));

describe('a channel in Pipe mode', () => {
  it('streams the attributes of each line in the order of AttributeNames, in a FIFO for each epoch', async () => {
    const job = await train('records', await channel(MANIFEST));
    expect(job.TrainingJobStatus).toBe('Completed');
    const records = ['pixels of a', '{"boxes":[1]}', 'pixels of b!', 'a word'];
    const stream = Buffer.concat(records.flatMap((record) => recordIo(Buffer.from(record))));
    expect(epochs('records')).toEqual([stream, stream]);
  });

  it('streams objects as they are where no wrapper is wanted', async () => {
    const source = { S3DataType: 'S3Prefix' as const, S3Uri: `s3://${BUCKET}/images/`, AttributeNames: [] };
    await train('objects', await channel(MANIFEST, { RecordWrapperType: 'None' }, source));
    expect(epochs('objects').map(String)).toEqual(['pixels of apixels of b!', 'pixels of apixels of b!']);
  });

  it.each<[string, string, object, RegExp]>([
    [
      'a line lacks an attribute',
      'lacks',
      { 'source-ref': `s3://${BUCKET}/images/a.jpg`, 'label-metadata': {} },
      /^ClientError: the augmented manifest s3:\/\/.*, line 3, has no attribute "label", which AttributeNames lists; it has: source-ref, label-metadata/,
    ],
    [
      'an object is missing',
      'missing',
      { 'source-ref': `s3://${BUCKET}/images/none.jpg`, label: 1 },
      /^ClientError: .*line 3, attribute "source-ref": s3:\/\/birds-bucket\/images\/none.jpg cannot be read/,
    ],
  ])('fails when %s, and ends the algorithm', async (_, name, line, reason) => {
    const job = await train(name, await channel([...MANIFEST, line]));
    expect(job).toMatchObject({ TrainingJobStatus: 'Failed', FailureReason: expect.stringMatching(reason) });
  });

  it('is let go when the algorithm does not read it', async () => {
    expect(await train('unread', await channel(MANIFEST), 'none')).toMatchObject({ TrainingJobStatus: 'Completed' });
  });

  it.each<[string, Partial<Channel>, Partial<S3DataSource>, string]>([
    ['in File mode', { InputMode: 'File' }, {}, 'AugmentedManifestFile is supported with the input mode Pipe only'],
    ['without names', {}, { AttributeNames: [] }, 'AugmentedManifestFile needs AttributeNames'],
    ['of names for objects', {}, { S3DataType: 'S3Prefix' }, 'AttributeNames are for AugmentedManifestFile only'],
    ['shuffled', { ShuffleConfig: { Seed: 1 } }, {}, 'without ShuffleConfig'],
    ['gzipped', { CompressionType: 'Gzip' }, {}, 'uncompressed objects only'],
    ['in FastFile mode', { InputMode: 'FastFile' }, {}, 'no FastFile'],
  ])('is refused %s', async (_, changes, source, message) => {
    await expect(train('refused', await channel(MANIFEST, changes, source))).rejects.toThrow(message);
  });
});
