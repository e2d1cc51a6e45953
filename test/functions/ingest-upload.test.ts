import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { handler } from '../../functions/ingest-upload.ts';
import { PipelineHarness } from '../pipeline-harness.ts';
import { sampleJpeg, withOrientation, withSize } from '../sample-jpeg.ts';

let harness: PipelineHarness;
beforeEach(() => {
  harness = new PipelineHarness();
});
afterEach(() => harness.restore());

const ingest = (event: unknown) => harness.call(handler, event);
const intake = () => harness.bucket.keys(harness.keys.intakePrefix).map((key) => harness.bucket.json(key));
const reasons = () =>
  harness.bucket
    .keys(harness.keys.quarantinePrefix)
    .filter((key) => key.endsWith('reason.json'))
    .map((key) => harness.bucket.json(key));

describe('ingest-upload', () => {
  it('records an image once under its content, with its size and split, and marks it pending', async () => {
    await ingest(harness.drop('a.jpg', sampleJpeg(1)));
    const [record] = harness.records();
    expect(record).toMatchObject({
      originalKey: 'incoming/birds/a.jpg',
      width: 32,
      height: 24,
      channels: 3,
      batchId: null,
      outcome: 'pending',
    });
    expect(record!.imageKey).toBe(`projects/birds/images/${record!.sha256}.jpg`);
    expect(Buffer.from(harness.bucket.objects.get(record!.imageKey)!.bytes)).toEqual(sampleJpeg(1));
    expect(intake()).toMatchObject([{ outcome: 'accepted', sha256: record!.sha256 }]);
    harness.expectNothingLostOrTwice();
  });

  it('ends the same whether events come once, three times or in reverse', async () => {
    const events = Array.from({ length: 5 }, (_, number) => harness.drop(`${number}.jpg`, sampleJpeg(number)));
    for (const event of events) await ingest(event);
    const once = harness.bucket.dump();
    for (const event of [...events].reverse()) for (let time = 0; time < 3; time++) await ingest(event);
    expect(harness.bucket.dump()).toEqual(once);
    for (const key of harness.bucket.keys('projects/birds/').filter((name) => !name.endsWith('project.json')))
      harness.bucket.remove(key);
    await Promise.all([...events, ...events].reverse().map(ingest));
    expect(harness.bucket.dump()).toEqual(once);
  });

  it('ingests what the event names, not what has taken its place', async () => {
    const first = harness.drop('a.jpg', sampleJpeg(1));
    const second = harness.drop('a.jpg', sampleJpeg(2));
    await ingest(first);
    expect(harness.records()).toEqual([]);
    await ingest(second);
    expect(harness.records()).toHaveLength(1);
    expect(harness.bucket.objects.get(harness.records()[0]!.imageKey)!.bytes).toEqual(sampleJpeg(2));
  });

  it('takes the same bytes under another key as a duplicate', async () => {
    await ingest(harness.drop('a.jpg', sampleJpeg(1)));
    await ingest(harness.drop('copies/a.jpg', sampleJpeg(1)));
    expect(harness.records()).toHaveLength(1);
    expect(
      intake()
        .map(({ outcome }) => outcome)
        .sort(),
    ).toEqual(['accepted', 'duplicate']);
    expect(harness.bucket.keys('projects/birds/aliases/')).toHaveLength(1);
  });

  it('keeps both of two images with the same base name', async () => {
    await ingest(harness.drop('left/a.jpg', sampleJpeg(1)));
    await ingest(harness.drop('right/a.jpg', sampleJpeg(2)));
    expect(harness.records()).toHaveLength(2);
  });

  it.each([
    'a b.jpg',
    'a+b.jpg',
    '100%25.jpg',
    `it's "it".jpg`,
    '画像/鳥 1.jpg',
    '../up.jpg',
    'a&b=c?.jpg',
    'no-extension',
  ])('accepts the key %s', async (path) => {
    await ingest(harness.drop(path, sampleJpeg(1)));
    expect(harness.records()).toMatchObject([{ originalKey: `incoming/birds/${path}` }]);
  });

  const jpeg = sampleJpeg(1);
  it.each<[string, string, string | Buffer]>([
    ['text', 'drop the image itself', 'not an image at all'],
    ['heic', 'export it as JPEG', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1', 'latin1')],
    ['svg', 'render it as PNG', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>'],
    ['truncated-jpeg', 'cut off', jpeg.subarray(0, jpeg.length - 20)],
    ['empty', 'drop it again', ''],
    ['too-many-pixels', 'scale it down', withSize(jpeg, 10_100, 10_000)],
    ['too-many-bytes', 'save it smaller', Buffer.alloc(41_000_000, 1)],
    ['webp', 'export it', Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1')],
  ])('puts a file that is %s in quarantine and says: %s', async (code, remedy, content) => {
    await ingest(harness.drop('bad.jpg', content));
    expect(reasons()).toMatchObject([{ code, key: 'incoming/birds/bad.jpg', bytes: Buffer.byteLength(content) }]);
    expect(reasons()[0].reason).toContain(remedy);
    expect(harness.records()).toEqual([]);
    expect(intake()).toMatchObject([{ outcome: 'quarantined' }]);
    expect(harness.bucket.keys(harness.keys.quarantinePrefix)).toHaveLength(2);
  });

  it('stores a photo that lies on its side upright, with the size that people see', async () => {
    const photo = await sharp({ create: { width: 64, height: 32, channels: 3, background: '#a60' } })
      .jpeg()
      .toBuffer();
    await ingest(harness.drop('side.jpg', withOrientation(photo, 6)));
    const [record] = harness.records();
    expect(record).toMatchObject({ width: 32, height: 64, originalKey: 'incoming/birds/side.jpg' });
    const { width, height, orientation } = await sharp(harness.bucket.objects.get(record!.imageKey)!.bytes).metadata();
    expect([width, height, orientation]).toEqual([32, 64, undefined]);
    await ingest(harness.drop('upright.jpg', photo));
    expect(harness.records()).toHaveLength(2);
  });

  it('leaves an image where it is while its project is missing or broken, and says so once', async () => {
    await ingest(harness.drop('a.jpg', sampleJpeg(1), 'fish'));
    expect(harness.bucket.json('projects/fish/problem.json').reason).toContain('labelloop init fish');
    harness.configure('{"version": 1,');
    await ingest(harness.drop('b.jpg', sampleJpeg(2)));
    expect(harness.bucket.json(harness.keys.problem).reason).toContain('project.json is not JSON');
    expect(intake()).toEqual([]);
  });

  it('ignores folder placeholders and keys without a project', async () => {
    const before = harness.bucket.keys('projects/');
    await ingest(harness.drop('folder/', ''));
    await ingest(harness.event('incoming/stray.jpg', 1, harness.bucket.put('incoming/stray.jpg', 'x')));
    await ingest(harness.drop('a.jpg', sampleJpeg(1), '..'));
    expect(harness.bucket.keys('projects/')).toEqual(before);
  });
});
