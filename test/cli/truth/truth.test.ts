import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseCoco } from '../../../cli/truth/coco.ts';
import { readTruth } from '../../../cli/truth/read-truth.ts';
import { parseVoc } from '../../../cli/truth/voc.ts';

const voc = (name: string, [xmin, ymin, xmax, ymax]: number[], extra = '') =>
  `<object><name>${name}</name>${extra}<bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox></object>`;

describe('Pascal VOC', () => {
  it('counts pixels from 1, both edges included', () => {
    const xml = `<annotation><filename>a.jpg</filename>${voc('RBC', [1, 11, 20, 40])}</annotation>`;
    expect(parseVoc(xml)).toEqual({
      fileName: 'a.jpg',
      boxes: [{ label: 'RBC', left: 0, top: 10, width: 20, height: 30 }],
    });
  });

  it('skips degenerate boxes and takes no part for its object', () => {
    const part =
      '<part><name>head</name><bndbox><xmin>5</xmin><ymin>5</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></part>';
    const { boxes } = parseVoc(`${voc('cat &amp; dog', [1, 1, 10, 10], part)}${voc('line', [7, 1, 7, 90])}`);
    expect(boxes).toEqual([{ label: 'cat & dog', left: 0, top: 0, width: 10, height: 10 }]);
  });
});

describe('COCO', () => {
  const image = { id: 7, file_name: 'b.jpg' };
  it('gives the boxes of each file, without crowds', () => {
    const truth = parseCoco(
      {
        images: [image, { id: 8, file_name: 'empty.jpg' }],
        categories: [{ id: 3, name: 'cat' }],
        annotations: [
          { image_id: 7, category_id: 3, bbox: [1.5, 2, 30, 40], iscrowd: 0 },
          { image_id: 7, category_id: 3, bbox: [0, 0, 300, 400], iscrowd: 1 },
        ],
      },
      'instances.json',
    );
    expect([...truth]).toEqual([
      ['b.jpg', [{ label: 'cat', left: 1.5, top: 2, width: 30, height: 40 }]],
      ['empty.jpg', []],
    ]);
  });

  it('names the document and the field that is wrong', () => {
    expect(() => parseCoco({ images: [{ id: 7 }] }, 'instances.json')).toThrow(/instances\.json.*file_name/);
  });
});

it('a folder without truth is refused with what to name instead', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'labelloop-truth-'));
  await writeFile(join(folder, 'readme.txt'), 'nothing');
  await expect(readTruth(folder)).rejects.toMatchObject({ details: { todo: expect.stringContaining('VOC') } });
});
