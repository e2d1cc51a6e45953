import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readTruth } from '../../../cli/loop/read-truth.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'labelloop-truth-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const put = (name: string, content: string) => writeFileSync(join(folder, name), content);

const voc = (name: string, [xmin, ymin, xmax, ymax]: number[], extra = '') =>
  `<object><name>${name}</name>${extra}<bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox></object>`;

describe('the truth of a folder', () => {
  it('comes from Pascal VOC, whose pixels count from 1 with both edges, without degenerate boxes and parts of objects', async () => {
    const part =
      '<part><name>head</name><bndbox><xmin>5</xmin><ymin>5</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></part>';
    const objects =
      voc('RBC', [1, 11, 20, 40]) + voc('cat &amp; dog', [1, 1, 10, 10], part) + voc('line', [7, 1, 7, 90]);
    put('a.xml', `<annotation><filename>another.jpg</filename>${objects}</annotation>`);
    expect([...(await readTruth(folder))]).toEqual([
      [
        'a',
        [
          { label: 'RBC', left: 0, top: 10, width: 20, height: 30 },
          { label: 'cat & dog', left: 0, top: 0, width: 10, height: 10 },
        ],
      ],
    ]);
  });

  it('comes from COCO, without crowds', async () => {
    const annotations = [
      { image_id: 7, category_id: 3, bbox: [1.5, 2, 30, 40], iscrowd: 0 },
      { image_id: 7, category_id: 3, bbox: [0, 0, 300, 400], iscrowd: 1 },
    ];
    const images = [
      { id: 7, file_name: 'b.jpg' },
      { id: 8, file_name: 'empty.jpg' },
    ];
    put('instances.json', JSON.stringify({ images, annotations, categories: [{ id: 3, name: 'cat' }] }));
    expect([...(await readTruth(folder))]).toEqual([
      ['b', [{ label: 'cat', left: 1.5, top: 2, width: 30, height: 40 }]],
      ['empty', []],
    ]);
  });

  it('is refused with what to name instead where there is none', async () => {
    put('readme.md', 'nothing');
    await expect(readTruth(folder)).rejects.toMatchObject({ details: { todo: expect.stringContaining('voc') } });
    await expect(readTruth(join(folder, 'nowhere'))).rejects.toMatchObject({
      message: expect.stringContaining('nowhere'),
    });
  });
});
