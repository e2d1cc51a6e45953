import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { convert } from '../../../cli/dataset/convert.ts';
import { convertedInOneRead } from '../../../cli/dataset/convert-in-one-read.ts';
import { openInput } from '../../../cli/dataset/dataset-input.ts';

const folder = mkdtempSync(join(tmpdir(), 'labelloop-'));
/** More than are held to see the classes. */
const IMAGES = 5_500;

/** @param last the class of the last image; the others are of `wren` and `robin` by turns */
function manifest(name: string, images: number, last: string, idOf: (label: string) => number = () => 0): string {
  const line = (label: string, at: number) =>
    JSON.stringify({
      'source-ref': `s3://b/${at}.jpg`,
      l: {
        image_size: [{ width: 100, height: 80, depth: 3 }],
        annotations: [{ class_id: idOf(label), left: 10, top: 20, width: 30, height: 40 }],
      },
      'l-metadata': { objects: [{}], 'class-map': { [idOf(label)]: label }, type: 'groundtruth/object-detection' },
    });
  const lines = Array.from({ length: images }, (_, at) => (at === images - 1 ? last : at % 2 ? 'robin' : 'wren'));
  const file = join(folder, name);
  writeFileSync(file, lines.map(line).join('\n'));
  return file;
}

/** An input that counts how often it is read. */
async function counted(file: string) {
  const input = await openInput(file, {});
  const reads = { count: 0 };
  const entries: typeof input.entries = (classIds) => {
    reads.count++;
    return input.entries(classIds);
  };
  return { input: { ...input, entries }, reads };
}

const context = { print: () => {}, note: () => {}, interactive: false, signal: new AbortController().signal };

it('reads a dataset once that shows its classes early', async () => {
  const { input, reads } = await counted(manifest('early.manifest', IMAGES, 'wren'));
  const written = await convertedInOneRead(input, { to: 'csv', out: join(folder, 'early') });
  expect(reads.count).toBe(1);
  expect(written).toMatchObject({
    classes: { labels: ['robin', 'wren'], origin: 'sorted' },
    counts: { written: IMAGES },
  });
});

it("keeps the job's own order of classes, which its lines carry, and gives up when a later line has one more", async () => {
  const idOf = (label: string) => ['wren', 'robin', 'auk'].indexOf(label);
  const { input, reads } = await counted(manifest('order.manifest', IMAGES, 'robin', idOf));
  const written = await convertedInOneRead(input, { to: 'csv', out: join(folder, 'order') });
  expect(reads.count).toBe(1);
  expect(written?.classes).toMatchObject({ labels: ['wren', 'robin'], origin: 'source' });
  const late = await counted(manifest('order-late.manifest', IMAGES, 'auk', idOf));
  expect(await convertedInOneRead(late.input, { to: 'csv', out: join(folder, 'order-late') })).toBeUndefined();
});

it('leaves nothing of a conversion whose ids a late class makes wrong', async () => {
  const { input } = await counted(manifest('late.manifest', IMAGES, 'auk'));
  expect(await convertedInOneRead(input, { to: 'csv', out: join(folder, 'late') })).toBeUndefined();
  expect(existsSync(join(folder, 'late'))).toBe(false);
});

it.each([
  ['few', 5, 'auk'],
  ['many', IMAGES, 'auk'],
])('numbers classes by name, %s images, whenever they come', async (name, images, last) => {
  const out = join(folder, `coco-${name}`);
  const values = { to: 'coco', out, json: false } as unknown as Parameters<typeof convert>[1];
  expect(await convert([manifest(`${name}.manifest`, images, last)], values, context)).toBe(0);
  const { categories, annotations } = JSON.parse(readFileSync(join(out, 'instances.json'), 'utf8'));
  expect(categories.map(({ name: label }: { name: string }) => label)).toEqual(['auk', 'robin', 'wren']);
  const ids = annotations.map(({ category_id }: { category_id: number }) => category_id - categories[0].id);
  expect([ids[0], ids[1], ids.at(-1)]).toEqual([2, 1, 0]);
});
