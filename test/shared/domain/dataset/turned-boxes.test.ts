import { expect, it } from '@jest/globals';
import { formats } from '../../../../shared/domain/dataset/formats/formats.ts';
import type { ImageRecord } from '../../../../shared/domain/dataset/image-record.ts';
import { isTurnedBox, turnedBox } from '../../../../shared/domain/shapes/turned-box.ts';
import { read, sourceOf, write } from './memory-dataset.ts';

const SIZE = { width: 200, height: 100 };
const CVAT = `<?xml version="1.0"?><annotations><version>1.1</version><image id="0" name="a.jpg" width="200" height="100">
<box label="car" xtl="50" ytl="40" xbr="90" ybr="60" rotation="30" occluded="1"><attribute name="colour">red</attribute></box>
<polygon label="car" points="120,20;160,20;150,60" occluded="0"><attribute name="colour">blue</attribute></polygon>
</image></annotations>`;

const readAs = (format: string, files: Record<string, string>) =>
  read(formats[format]!.reader!, sourceOf(files, SIZE), ['car']);
const writeAs = async (format: string, records: ImageRecord[]) => {
  const { files, counts, problems } = await write(formats[format]!.writer!, structuredClone(records), ['car']);
  return { files: files as Record<string, string>, counts, problems };
};
const rings = (records: readonly ImageRecord[]) =>
  records[0]!.shapes.map(({ polygons }) => polygons![0]!.map((value) => Math.round(value * 100) / 100));

it('boxes that CVAT turns come back to the pixel from every format that has outlines, with their attributes where it has any', async () => {
  const { records } = await readAs('cvat', { 'x.xml': CVAT });
  const [turned] = rings(records);
  expect(isTurnedBox(turned!)).toBe(true);
  for (const format of ['ground-truth', 'coco', 'yolo-segment']) {
    const { files, counts } = await writeAs(format, records);
    const back = await readAs(format, files);
    expect([format, rings(back.records)[0]]).toEqual([format, turned]);
    const keeps = formats[format]!.writer!.keeps.has('attributes');
    expect([format, counts.lost.attributes]).toEqual([format, keeps ? undefined : 2]);
    if (keeps)
      expect(back.records[0]!.shapes.map(({ extra }) => extra)).toEqual([
        { colour: 'red', occluded: 1 },
        { colour: 'blue' },
      ]);
  }
});

it('YOLO OBB has every object by four corners, and says of which it drew the box itself', async () => {
  const { records } = await readAs('cvat', { 'x.xml': CVAT });
  const { files, problems } = await writeAs('yolo-obb', records);
  expect(problems.map(({ code }) => code)).toContain('boxed-outlines');
  const back = await readAs('yolo-obb', files);
  expect(back.problems).toEqual([]);
  const [turned, around] = rings(back.records);
  expect(turned).toEqual(rings(records)[0]);
  expect(around).toHaveLength(8);
  expect(isTurnedBox(around!)).toBe(true);
});

it('the smallest turned box lies on an edge of what is in it', () => {
  const box = turnedBox([0, 0, 30, 40, 26, 43, -4, 3]);
  const area = Math.hypot(box[2]! - box[0]!, box[3]! - box[1]!) * Math.hypot(box[4]! - box[2]!, box[5]! - box[3]!);
  expect(area).toBeCloseTo(250);
});
