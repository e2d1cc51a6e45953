import { resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import { detectorSources, detectorTag, zip } from '../../../cli/deploy/detector-sources.ts';

const root = resolve(import.meta.dirname, '../../..');
const sources = detectorSources(root);

it('takes whatever the Dockerfile copies, and nothing else of the repository', () => {
  const paths = sources.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining(['algorithms/container/Dockerfile', 'algorithms/detector/train.ts', 'package.json']),
  );
  expect(paths.filter((path) => /node_modules|^test|^cli|^local-cloud/.test(path))).toEqual([]);
});

it('has another tag when one byte is another one, and the same for the same files', () => {
  const [first, ...others] = sources;
  const content = Buffer.from(first!.content);
  content[0]! ^= 1;
  const changed = [{ ...first!, content }, ...others];
  expect(detectorTag(sources)).toMatch(/^[0-9a-f]{16}$/);
  expect(detectorTag(detectorSources(root))).toBe(detectorTag(sources));
  expect(detectorTag(changed)).not.toBe(detectorTag(sources));
});

it('makes a zip whose directory points to each file, the same bytes each time', () => {
  const files = [
    { path: 'a.txt', content: Buffer.from('hello') },
    { path: 'b/ü.txt', content: Buffer.from('') },
  ];
  const archive = zip(files);
  expect(zip(files).equals(archive)).toBe(true);
  const end = archive.subarray(-22);
  expect(end.readUInt16LE(10)).toBe(2);
  let at = end.readUInt32LE(16);
  for (const { path, content } of files) {
    const nameLength = archive.readUInt16LE(at + 28);
    expect(archive.toString('utf8', at + 46, at + 46 + nameLength)).toBe(path);
    const local = archive.readUInt32LE(at + 42);
    expect(archive.toString('latin1', local, local + 4)).toBe('PK\x03\x04');
    const data = local + 30 + archive.readUInt16LE(local + 26);
    expect(archive.subarray(data, data + content.length)).toEqual(content);
    at += 46 + nameLength;
  }
});
