import { expect, it } from '@jest/globals';
import { checkRekognitionDatasets } from '../../../../../../shared/domain/dataset/formats/ground-truth/rekognition-datasets.ts';

const line = (name: string, ...labels: string[]) =>
  JSON.stringify({
    'source-ref': `s3://b/${name}.jpg`,
    boxes: {
      image_size: [{ width: 100, height: 100, depth: 3 }],
      annotations: labels.map((_, class_id) => ({ class_id, left: 1, top: 1, width: 9, height: 9 })),
    },
    'boxes-metadata': {
      objects: labels.map(() => ({ confidence: 1 })),
      'class-map': Object.fromEntries(labels.map((label, id) => [String(id), label])),
      ...{ type: 'groundtruth/object-detection', 'human-annotated': 'yes', 'creation-date': '2026-11-30T00:00:00' },
    },
  });
const names = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);
const small = () => 1000;
const told = async (
  train: string[],
  test: string[] | undefined,
  bytesOf: (image: string) => number | undefined = small,
) =>
  (await checkRekognitionDatasets({ train: train.join('\n'), test: test?.join('\n') }, bytesOf)).map(
    ({ code, file, line: at, severity }) => [severity, code, file, at],
  );
const good = names('t', 12).map((name) => line(name, 'bird', 'nest'));

it('has nothing to say of two good manifests, or of one alone', async () => {
  expect(await told(good, [line('v0', 'bird', 'nest')])).toEqual([]);
  expect(await told(good, undefined)).toEqual([]);
});

it('knows images that are not there or too large, by their line', async () => {
  const bytes: Record<string, number> = { 's3://b/v0.jpg': 16 * 2 ** 20 };
  const sizes = (image: string) => (image === 's3://b/t3.jpg' ? undefined : (bytes[image] ?? 1000));
  expect(await told(good, [line('v0', 'bird', 'nest')], sizes)).toEqual([
    ['lost', 'ERROR_INVALID_IMAGE', 'train.manifest', 4],
    ['lost', 'ERROR_INVALID_IMAGE', 'test.manifest', 1],
  ]);
});

it('holds both sides together: half of the labels tested, no image on both, ten images at least', async () => {
  expect(await told(good, [line('t0', 'bird')])).toEqual([['lost', 'ERROR_SHARED_IMAGE', 'both manifests', undefined]]);
  expect(await told(good, [line('v0', 'egg')])).toEqual([
    ['lost', 'ERROR_INSUFFICIENT_LABEL_OVERLAP', 'both manifests', undefined],
  ]);
  expect(await told(good.slice(0, 9), undefined)).toEqual([['noted', 'few-images', 'both manifests', undefined]]);
});
