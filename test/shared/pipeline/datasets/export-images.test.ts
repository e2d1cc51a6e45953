import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { projectBucket } from '../../../../shared/documents/project-bucket.ts';
import { changeTag } from '../../../../shared/documents/tags.ts';
import { LABEL_TASKS } from '../../../../shared/domain/answer-kinds/tasks/task-types.ts';
import { addDatasetVersion } from '../../../../shared/pipeline/datasets/dataset-version.ts';
import { exportImages, selectionFormats } from '../../../../shared/pipeline/datasets/export-images.ts';
import { PipelineHarness } from '../../../pipeline-harness.ts';

const [A, B, C] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [string, string, string];
const lineOf = (sha256: string) =>
  JSON.stringify({
    'source-ref': `s3://bucket/projects/birds/images/${sha256}.jpg`,
    labels: {
      image_size: [{ width: 64, height: 48, depth: 3 }],
      annotations: [{ class_id: 1, left: 1, top: 2, width: 9, height: 8 }],
    },
    'labels-metadata': {
      ...{ objects: [{ confidence: 0.9 }], 'class-map': { '1': 'duck' }, type: 'groundtruth/object-detection' },
      ...{ 'human-annotated': 'yes', 'creation-date': '2026-01-01T12:00:00.000000', 'job-name': 'labeling-job/x' },
    },
  });
const settings = { taskType: 'bounding-box', labels: ['owl', 'duck'] } as const;

let harness: PipelineHarness;
const birds = () => projectBucket(harness.bucket.name, 'birds');
const files = async (format: 'ground-truth' | 'coco' | 'yolo' | 'voc') =>
  new Map(await exportImages(birds(), { ...settings, labels: [...settings.labels] }, [A, C], format));
beforeEach(async () => {
  harness = new PipelineHarness();
  await addDatasetVersion('bucket', {
    ...{ project: 'birds', batchId: 'b000001', images: [A, B, C], task: LABEL_TASKS['bounding-box'] },
    ...{ labels: ['owl', 'duck'], exports: [], etag: '"e"', origin: undefined },
    labeled: { train: new Map([A, B].map((one) => [one, lineOf(one)])), validation: new Map([[C, lineOf(C)]]) },
  });
  await changeTag(birds(), 'night', [A], true);
});
afterEach(() => harness.restore());

it('gives the chosen lines of each side as labelloop keeps them, with their tags', async () => {
  const found = await files('ground-truth');
  expect(JSON.parse(found.get('train.manifest')!)).toEqual({ ...JSON.parse(lineOf(A)), tags: ['night'] });
  expect(found.get('validation.manifest')).toBe(`${lineOf(C)}\n`);
});

it('gives them in other formats, and says there that tags found no place', async () => {
  const coco = await files('coco');
  const [train] = [...coco].filter(([path]) => /train.*json$/.test(path) && !path.endsWith('loss.json'));
  expect(JSON.parse(train![1])).toMatchObject({
    images: [{ file_name: expect.stringContaining(A) }],
    annotations: [{ bbox: [1, 2, 9, 8] }],
  });
  expect(JSON.parse(coco.get('coco/loss.json')!)).toMatchObject({ written: 2, lost: { 'attributes of the line': 1 } });
  for (const format of ['yolo', 'voc'] as const)
    expect([...(await files(format)).keys()].filter((path) => path.includes(B))).toEqual([]);
});

it('offers the formats that can hold the labels', () => {
  expect(selectionFormats('bounding-box')).toEqual(expect.arrayContaining(['ground-truth', 'coco', 'voc', 'yolo']));
  expect(selectionFormats('named-entities')).not.toContain('coco');
});
