import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { proposeBoxes } from '../../../cli/intake/propose-boxes.ts';
import type { LedgerRecord } from '../../../shared/contracts/ledger-record.ts';
import { parse } from '../../../shared/contracts/parse.ts';
import { proposalsSchema } from '../../../shared/contracts/proposals.ts';
import { projectKeys } from '../../../shared/domain/project/bucket-keys.ts';
import { MemoryBucket } from '../../memory-bucket.ts';

const folder = mkdtempSync(join(tmpdir(), 'labelloop-propose-'));
afterAll(() => rmSync(folder, { recursive: true }));
const bucket = new MemoryBucket();
const keys = projectKeys('birds');
const [train, validation, torn, labeled] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(64)) as [
  string,
  string,
  string,
  string,
];

function record(sha256: string, changes: Partial<LedgerRecord> = {}) {
  const written: LedgerRecord = {
    version: 1,
    sha256,
    imageKey: `images/${sha256}.jpg`,
    originalKey: `incoming/birds/${sha256}.jpg`,
    bytes: 1000,
    width: 400,
    height: 300,
    channels: 3,
    split: 'train',
    ingestedAt: '2026-11-30T00:00:00.000Z',
    batchId: null,
    attempts: 0,
    outcome: 'pending',
    ...changes,
  };
  bucket.put(keys.ledger(sha256), JSON.stringify(written));
}

const files = new Map<string, string>();
beforeEach(async () => {
  bucket.objects.clear();
  const thing = await sharp({ create: { width: 90, height: 120, channels: 3, background: '#b02020' } })
    .png()
    .toBuffer();
  const picture = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#d8d8d0' } })
    .composite([{ input: thing, left: 200, top: 100 }])
    .jpeg()
    .toBuffer();
  for (const sha256 of [train, validation, torn, labeled]) {
    files.set(sha256, join(folder, `${sha256.slice(0, 1)}.jpg`));
    writeFileSync(files.get(sha256)!, sha256 === torn ? 'torn' : picture);
  }
  record(train);
  record(validation, { split: 'validation' });
  record(torn);
  record(labeled, { outcome: 'labeled' });
});

/** The process that proposes starts, and reads the backbone. */
const PROCESS_MS = 60_000;

it(
  'gives train images that wait proposals, validation images never, and passes over what cannot be read',
  async () => {
    const told: string[] = [];
    const progress = (done: number, total: number) => void told.push(`${done}/${total}`);
    const request = { bucket: bucket.name, project: 'birds', files, environment: {}, progress };
    expect(await proposeBoxes(request)).toEqual({ images: 1 });
    expect(told).toEqual(['1/2', '2/2']);
    const written = [...bucket.objects.keys()].filter((key) => key.startsWith(keys.proposals('').slice(0, -5)));
    expect(written).toEqual([keys.proposals(train)]);
    const proposals = parse(proposalsSchema, bucket.json(keys.proposals(train)), 'proposals');
    expect(proposals).toMatchObject({ width: 400, height: 300 });
    const before = bucket.dump();
    expect(await proposeBoxes(request)).toEqual({ images: 1 });
    expect(bucket.dump()).toEqual(before);
  },
  PROCESS_MS,
);

it('says why there are none, and fails nothing, when the backbone is not there', async () => {
  const environment = { LABELLOOP_BACKBONE: join(folder, 'none.onnx') };
  const told = await proposeBoxes({ bucket: bucket.name, project: 'birds', files, environment, progress() {} });
  expect(told).toEqual({ images: 0, problem: expect.stringMatching(/none\.onnx cannot be read/) });
});
