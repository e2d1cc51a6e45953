import { beforeAll, describe, expect, it } from '@jest/globals';
import { type DemoPageInput, demoPage } from '../../../cli/loop/demo-page.ts';
import { DEMO_LIMITS, demoReportSchema } from '../../../cli/loop/demo-report.ts';
import { drawContactSheet } from '../../../cli/pictures/contact-sheet.ts';
import { renderPage } from '../../../cli/pictures/report/page.ts';
import { generateSampleImages } from '../../../examples/sample-images/generate.ts';
import { LOGO_LABELS } from '../../../examples/sample-images/logos.ts';
import { meanAveragePrecision } from '../../../shared/domain/models/average-precision.ts';
import { MemoryBucket } from '../../memory-bucket.ts';

const bucket = new MemoryBucket();
const evaluation = {
  version: 1 as const,
  modelName: 'm2',
  validationHash: 'v',
  images: 3,
  metric: 'mAP50',
  score: 0.94,
  others: { mAP5095: 0.7 },
  perLabel: {},
  errors: { missed: 0, location: 0, label: 0, background: 0 },
};

/** A told demo of three images, each labeled by two workers. */
async function toldDemo(): Promise<DemoPageInput> {
  const samples = await generateSampleImages({ seed: 1, set: 'test', count: 3 });
  const evidence = samples.map(({ bytes, truth }, index) => {
    const imageKey = `projects/logos/images/${index}.jpg`;
    bucket.objects.set(imageKey, { bytes, etag: `"${index}"`, lastModified: new Date(0) });
    const workers = ['ana', 'ola'].map((workerId) => ({ workerId, boxes: truth.slice(workerId === 'ola' ? 1 : 0) }));
    return { sha256: String(index), imageKey, split: 'validation' as const, workers, consensus: truth };
  });
  const truth = samples.map((sample) =>
    sample.truth.map(({ label, ...box }) => ({ class_id: LOGO_LABELS.indexOf(label), ...box })),
  );
  const predictions = truth.map((boxes) => boxes.map((box) => ({ ...box, confidence: 0.9 })));
  const loop = {
    batch: {
      version: 1 as const,
      project: 'logos',
      uid: 'abc123',
      batchId: 'b000001',
      configKey: '',
      images: [],
      reason: 'ready' as const,
    },
    labelingJobName: 'logos-abc123-b000001',
    executionArn: 'arn',
    trainingJobName: 'none',
    outcome: 'deployed',
    reason: 'better',
    seconds: { label: 10, train: 45 },
    training: { status: 'Completed', seconds: 45, failureReason: undefined, metrics: {} },
    quality: { workers: [0.8, 1], consensus: 1 },
    decision: {
      version: 1 as const,
      decision: 'deploy' as const,
      reason: 'not worse',
      challenger: evaluation,
      champion: null,
      difference: { mean: 0.03, low: -0.01, high: 0.06 },
    },
  };
  return {
    report: {
      version: 1,
      seed: 1,
      images: 3,
      quarantined: 1,
      duplicates: 1,
      labelingJobs: [loop.labelingJobName],
      labelQuality: loop.quality,
      dataset: { version: 1, train: 2, validation: 1 },
      training: { job: 'm2', seconds: 45, mAP50: 0.94, mAP5095: 0.7 },
      gate: [{ decision: 'deploy', reason: 'not worse' }],
      endpoint: { name: 'logos-live', status: 'InService' },
      test: { images: 3, mAP50: 1, mAP5095: 1 },
      detections: [],
      picture: 'detections.png',
      report: 'report.html',
      seconds: { label1: 10, train1: 45, total: 60 },
      limits: [...DEMO_LIMITS],
    },
    bucket: bucket.name,
    dataDir: 'nowhere',
    labels: LOGO_LABELS,
    loops: [{ outcomes: [], loop, seconds: { drop: 1, loop: 58 } }],
    evidence,
    test: {
      images: samples,
      measure: { predictions, score: meanAveragePrecision({ truth, predictions, labels: LOGO_LABELS }) },
    },
    picture: await drawContactSheet({ title: 't', subtitle: 's', headings: [], rows: [], labels: [], tileWidth: 10 }),
  };
}

describe("the demo's page", () => {
  let input: DemoPageInput;
  let html: string;
  beforeAll(async () => {
    input = await toldDemo();
    html = renderPage(await demoPage(input));
  }, 60_000);

  it('is one small file with every chapter', () => {
    expect(html.length).toBeLessThan(3_000_000);
    for (const chapter of [
      'What was dropped',
      'disagreed',
      'Learning',
      'The gate',
      'time went',
      'cost on AWS',
      'does not prove',
    ])
      expect(html).toContain(chapter);
    expect(html).not.toContain('<script');
  });

  it('says what it does not prove', () => {
    for (const limit of DEMO_LIMITS) expect(html).toContain(limit);
  });

  it('tells the same as report.json, whose schema is published', () => {
    expect(demoReportSchema.parse(JSON.parse(JSON.stringify(input.report)))).toEqual(input.report);
    expect(html).toContain('logos-live');
  });
});
