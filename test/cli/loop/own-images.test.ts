import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { projectNameOf, splitOwnImages } from '../../../cli/loop/own-images.ts';

const box = (label: string) => ({ label, left: 0, top: 0, width: 9, height: 9 });
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'labelloop-run-'));
  for (let index = 0; index < 12; index++) await writeFile(join(folder, `i${String(index).padStart(2, '0')}.jpg`), '');
  await writeFile(join(folder, 'notes.txt'), '');
});
const truth = new Map(
  Array.from({ length: 11 }, (_, index) => [`i${String(index).padStart(2, '0')}`, [box('cat'), box('dog')]]),
);

describe("a person's own images", () => {
  it('are held out by every fifth name; those without truth stay behind', async () => {
    const { dropped, heldOut, unknown } = await splitOwnImages(folder, truth, ['cat']);
    expect(heldOut.map(({ name }) => name)).toEqual(['i04.jpg', 'i09.jpg']);
    expect(dropped).toHaveLength(9);
    expect(unknown).toEqual(['i11.jpg']);
  });

  it('carry only boxes of the wanted labels', async () => {
    const { dropped } = await splitOwnImages(folder, truth, ['cat']);
    expect((await dropped[0]!.read()).truth!.map(({ label }) => label)).toEqual(['cat']);
  });

  it('without any of the labels are refused, with the labels that there are', async () => {
    await expect(splitOwnImages(folder, truth, ['Cat'])).rejects.toMatchObject({
      details: { why: 'the truth has cat, dog' },
    });
  });
});

it.each([
  ['/data/images_bccd', 'images-bccd'],
  ['/data/Vögel 2024!', 'v-gel-2024'],
  ['/data/___', 'images'],
])('the folder %s names the project %s', (path, name) => {
  expect(projectNameOf(path)).toBe(name);
});
