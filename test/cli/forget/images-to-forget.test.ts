import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { imagesToForget } from '../../../cli/forget/images-to-forget.ts';
import { parseFilters } from '../../../cli/relabel/filters.ts';
import { imageLookups } from '../../../cli/relabel/image-lookups.ts';
import { handler as ingestUpload } from '../../../functions/ingest-upload.ts';
import type { LedgerRecord } from '../../../shared/contracts/ledger-record.ts';
import type { Project } from '../../../shared/contracts/project.ts';
import { LABEL_TASKS } from '../../../shared/domain/answer-kinds/tasks/task-types.ts';
import { addDatasetVersion } from '../../../shared/pipeline/datasets/dataset-version.ts';
import { PipelineHarness } from '../../pipeline-harness.ts';
import { sampleJpeg } from '../../sample-jpeg.ts';

let harness: PipelineHarness;
beforeEach(async () => {
  harness = new PipelineHarness();
  for (const [at, name] of ['ana/1.jpg', 'ana/2.jpg', 'ben/3.jpg'].entries())
    await harness.call(ingestUpload, harness.drop(name, sampleJpeg(at)));
  const [labeled] = ['ana/1.jpg'].map(hashOf);
  const line = JSON.stringify({
    'source-ref': `s3://bucket/projects/birds/images/${labeled}.jpg`,
    labels: {
      image_size: [{ width: 64, height: 48, depth: 3 }],
      annotations: [{ class_id: 0, left: 1, top: 2, width: 9, height: 8 }],
    },
    'labels-metadata': {
      ...{ objects: [{ confidence: 0.9 }], 'class-map': { '0': 'owl' }, type: 'groundtruth/object-detection' },
      ...{ 'human-annotated': 'yes', 'creation-date': '2026-01-01T12:00:00.000000', 'job-name': 'labeling-job/x' },
    },
  });
  await addDatasetVersion('bucket', {
    ...{ project: 'birds', batchId: 'b000001', images: [labeled!], task: LABEL_TASKS['bounding-box'] },
    ...{ labels: ['owl', 'duck'], exports: [], etag: '"e"', origin: undefined },
    labeled: { train: new Map([[labeled!, line]]), validation: new Map() },
  });
});
afterEach(() => harness.restore());

const records = (): LedgerRecord[] =>
  harness.bucket.keys(harness.keys.ledgerPrefix).map((key) => harness.bucket.json(key));
const hashOf = (name: string) => records().find(({ originalKey }) => originalKey.endsWith(name))!.sha256;

async function meant(...where: string[]): Promise<string[]> {
  const project: Project = harness.bucket.json(harness.keys.config);
  const look = imageLookups('bucket', 'birds', project.labels);
  const { fitting } = await imagesToForget('bucket', project, parseFilters(where, project.labels), look);
  return records()
    .filter(({ sha256 }) => fitting.includes(sha256))
    .map(({ originalKey }) => originalKey.replace('incoming/birds/', ''))
    .sort();
}

it('means images with and without a label by their names, and only labeled ones by their labels', async () => {
  expect(await meant('name=ana/**')).toEqual(['ana/1.jpg', 'ana/2.jpg']);
  expect(await meant('name=ana/** and class=owl')).toEqual(['ana/1.jpg']);
  // Nobody said what is on the others.
  expect(await meant('class!=duck')).toEqual(['ana/1.jpg']);
  expect(await meant('name!=ana/**')).toEqual(['ben/3.jpg']);
});

it('finds what an earlier call began to forget and did not end', async () => {
  const ana = hashOf('ana/2.jpg');
  const record = records().find(({ sha256 }) => sha256 === ana)!;
  harness.bucket.put(harness.keys.ledger(ana), JSON.stringify({ ...record, outcome: 'forgotten' }));
  const project: Project = harness.bucket.json(harness.keys.config);
  const look = imageLookups('bucket', 'birds', project.labels);
  const filters = parseFilters(['name=nobody'], project.labels);
  expect(await imagesToForget('bucket', project, filters, look)).toEqual({ fitting: [], unfinished: [ana] });
});
