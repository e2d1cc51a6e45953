import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { lookAtImages } from '../../../cli/intake/look-at-images.ts';
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
  const other = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#203040' } })
    .composite([
      { input: thing, left: 10, top: 20 },
      { input: thing, left: 300, top: 170 },
    ])
    .jpeg()
    .toBuffer();
  const contents = { [torn]: 'torn', [validation]: other };
  files.clear();
  for (const sha256 of [train, validation, torn, labeled]) {
    // Line breaks are allowed in names of files.
    files.set(sha256, join(folder, `${sha256.slice(0, 1)}\n.jpg`));
    writeFileSync(files.get(sha256)!, contents[sha256] ?? picture);
  }
  record(train);
  record(validation, { split: 'validation' });
  record(torn);
  record(labeled, { outcome: 'labeled' });
});

/** The process that proposes starts, and reads the backbone. */
const PROCESS_MS = 180_000;

const run = (environment: NodeJS.ProcessEnv = {}, progress: (done: number, total: number) => void = () => {}) =>
  lookAtImages({
    ...{ bucket: bucket.name, project: 'birds', files, environment, progress },
    ...{ withProposals: true, labels: ['robin'] },
  });
const below = (prefix: string) => [...bucket.objects.keys()].filter((key) => key.startsWith(prefix)).sort();

it(
  'gives all images embeddings, waiting train images proposals, and passes over what cannot be read',
  async () => {
    const told: string[] = [];
    await run({}, (done, total) => void told.push(`${done}/${total}`));
    expect(told.at(-1)).toBe('4/4');
    expect(below(keys.embeddingsPrefix)).toEqual([train, validation, labeled].sort().map(keys.embedding));
    expect(below(keys.proposals('').slice(0, -5))).toEqual([keys.proposals(train)]);
    const proposals = parse(proposalsSchema, bucket.json(keys.proposals(train)), 'proposals');
    expect(proposals).toMatchObject({ width: 400, height: 300 });
    const before = bucket.dump();
    await run();
    expect(bucket.dump()).toEqual(before);
  },
  PROCESS_MS,
);

it(
  'puts an image that waits on the side of its near-copy, gives it no proposals there, and says when it cannot',
  async () => {
    record(labeled, { outcome: 'labeled', split: 'validation' });
    files.delete(train);
    files.delete(validation);
    await run();
    files.clear();
    files.set(train, join(folder, 'a\n.jpg'));
    expect(await run()).toMatchObject({ proposed: 0, copies: [{ id: train, of: labeled, together: true }] });
    expect(bucket.json(keys.ledger(train))).toMatchObject({ split: 'validation' });
    bucket.objects.delete(keys.embedding(train));
    record(train, { outcome: 'batched', batchId: 'b000001' });
    expect(await run()).toMatchObject({ copies: [{ id: train, of: labeled, together: false }] });
    expect(bucket.json(keys.ledger(train))).toMatchObject({ split: 'train' });
  },
  PROCESS_MS,
);

it('says why there are none, and fails nothing, when the backbone is not there', async () => {
  const looked = await run({ LABELLOOP_BACKBONE: join(folder, 'none.onnx') });
  expect(looked).toEqual({
    embedded: 0,
    proposed: 0,
    suggested: 0,
    copies: [],
    problem: expect.stringMatching(/none\.onnx cannot be read/),
  });
});
