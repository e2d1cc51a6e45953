import { beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { type DropFile, dropFiles } from '../../../cli/intake/drop-files.ts';
import { summariseDrop } from '../../../cli/intake/drop-summary.ts';
import { projectKeys } from '../../../shared/domain/project/bucket-keys.ts';
import { newProject } from '../../../shared/domain/project/new-project.ts';
import { ingestObject } from '../../../shared/pipeline/images/ingest-object.ts';
import { MemoryBucket } from '../../memory-bucket.ts';

const bucket = new MemoryBucket();
const silent = { uploaded() {}, settled() {} };

async function photo(fileName: string, background: string): Promise<DropFile> {
  const bytes = await sharp({ create: { width: 64, height: 48, channels: 3, background } })
    .jpeg()
    .toBuffer();
  return { name: fileName, read: () => Promise.resolve(bytes) };
}

/** Drops the files while the pipeline takes in whatever arrives. */
async function drop(files: DropFile[]) {
  let dropping = true;
  const dropped = dropFiles({ bucket: bucket.name, project: 'birds' }, files, silent).finally(() => {
    dropping = false;
  });
  const ingesting = (async () => {
    while (dropping) {
      for (const key of [...bucket.objects.keys()].filter((each) => each.startsWith('incoming/')))
        await ingestObject(bucket.name, { key });
      await new Promise(setImmediate);
    }
  })();
  const outcomes = await dropped;
  await ingesting;
  return outcomes;
}

beforeEach(() => {
  bucket.objects.clear();
  const config = newProject({ project: 'birds', uid: 'abc123', labels: ['robin'], taskType: 'bounding-box' });
  bucket.objects.set(projectKeys('birds').config, {
    bytes: Buffer.from(JSON.stringify(config)),
    etag: '"config"',
    lastModified: new Date(bucket.now),
  });
});

describe('dropping files', () => {
  it('tells what became of each: accepted, duplicate, or quarantined with the reason', async () => {
    const red = await photo('red.jpg', '#f00');
    const whole = await red.read();
    const files = [
      red,
      await photo('sub folder/blue+1.jpg', '#00f'),
      { name: 'torn.jpg', read: () => Promise.resolve(whole.slice(0, whole.length / 2)) },
    ];
    const outcomes = await drop(files);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'quarantined']);
    expect(outcomes[2]!.reason).toMatch(/\w/);
    expect((await drop([{ name: 'copy.jpg', read: red.read }]))[0]!.outcome).toBe('duplicate');
  });

  it('finds nothing new in the same files an hour later', async () => {
    const files = [await photo('red.jpg', '#f00'), await photo('blue.jpg', '#00f')];
    await drop(files);
    bucket.now += 3_600_000;
    expect(summariseDrop(await drop(files))).toBe('nothing new: 2 duplicates');
  });

  it('stops at once at a broken project.json and says where', async () => {
    bucket.objects.get(projectKeys('birds').config)!.bytes = Buffer.from('{');
    await expect(drop([await photo('red.jpg', '#f00')])).rejects.toThrow(/project\.json is not JSON/);
  });
});
