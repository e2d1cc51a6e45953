import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { formats } from '../../../../../../shared/domain/dataset/formats/formats.ts';
import type { ImageRecord, Shape } from '../../../../../../shared/domain/dataset/image-record.ts';
import { identityOfShape } from '../../../../../../shared/domain/dataset/track-identity.ts';
import { boxes, read, sourceOf, write } from '../../memory-dataset.ts';

const readAs = (format: string, files: Parameters<typeof sourceOf>[0], labels?: string[]) =>
  read(formats[format]!.reader!, sourceOf(files, { width: 1280, height: 720 }), labels);

/** What a format of tracks must carry: frame by frame, which object is where. */
const waysOf = (records: readonly ImageRecord[]) =>
  records.map(({ shapes }) =>
    shapes
      .map((shape): [string, string, number, number, number, number] => {
        const { label, left, top, width, height } = shape;
        return [identityOfShape(shape)!['object-id'], label, left, top, width, height];
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

function frame(number: number, ...objects: Array<[id: string, left: number]>): ImageRecord {
  const record = boxes(
    `clip/frame_${number}.jpg`,
    ...objects.map(([, left]): [string, number, number, number, number] => ['car', left, 20, 30, 40]),
  );
  for (const [at, [id]] of objects.entries())
    record.shapes[at]!.extra = { 'object-id': id, 'object-name': `car:${id}` } as Shape['extra'] & object;
  return record;
}

describe('tracks', () => {
  // Frame 10 comes before frame 9 in a list of names, and after it in the video.
  const records = [
    frame(10, ['7', 40], ['9', 300]),
    frame(8, ['7', 10]),
    frame(9, ['7', 25], ['9', 310]),
    frame(11),
    frame(12, ['9', 290]),
  ];
  const inOrder = [1, 2, 0, 3, 4].map((at) => records[at]!);

  it.each(['mot', 'cvat-video', 'seq-label', 'coco'])('come back from %s as they went in', async (format) => {
    const copies = structuredClone(format === 'coco' ? inOrder : records);
    const { files, counts, problems } = await write(formats[format]!.writer!, copies, ['car']);
    expect(problems).toEqual([]);
    expect(counts.lost).not.toHaveProperty('tracks');
    const back = await readAs(format, files, ['car']);
    expect(back.problems).toEqual([]);
    const ways = waysOf(back.records);
    const numbered = (own: ReturnType<typeof waysOf>) => {
      const numbers = new Map<string, number>();
      for (const [id] of own.flat()) if (!numbers.has(id)) numbers.set(id, numbers.size);
      return own.map((shapes) => shapes.map(([id, ...rest]) => [numbers.get(id), ...rest]));
    };
    expect(numbered(ways)).toEqual(numbered(waysOf(inOrder)));
  });

  it('are reported as lost by formats that have no place for them', async () => {
    const { counts } = await write(formats.yolo!.writer!, structuredClone(records), ['car']);
    expect(counts.lost).toEqual({ tracks: 6 });
  });
});

describe('MOT Challenge', () => {
  const files = {
    'MOT/seqinfo.ini': '[Sequence]\nname=MOT\nimDir=img1\nseqLength=3\nimWidth=640\nimHeight=480\nimExt=.png\n',
    'MOT/gt/gt.txt': '1,5,11,21,30,40,1,1,0.5\n1,6,1,1,9,9,0,7,1\r\n3,5,12,21,30,40,1,1,1\n',
  };

  it('counts from 1, keeps what is not scored as such, and has frames without a line', async () => {
    const { records, problems } = await readAs('mot', files);
    expect(problems).toEqual([]);
    expect(records).toMatchObject([
      {
        image: 'MOT/img1/000001.png',
        width: 640,
        shapes: [
          {
            label: 'Pedestrian',
            left: 10,
            top: 20,
            width: 30,
            height: 40,
            extra: { 'object-id': '5', visibility: 0.5 },
          },
          { label: 'Static person', left: 0, top: 0, extra: { 'object-id': '6', ignored: true } },
        ],
      },
      { image: 'MOT/img1/000002.png', shapes: [] },
      { image: 'MOT/img1/000003.png', shapes: [{ left: 11 }] },
    ]);
  });

  it('withholds a frame with a line that cannot be read, and names the line', async () => {
    const { records, problems } = await readAs('mot', {
      ...files,
      'MOT/gt/gt.txt': `${files['MOT/gt/gt.txt']}2,7,a,1,2,2\nx,1,1,1,1,1\n2,8,1,1,2,2,1,99\n`,
    });
    expect(problems).toMatchObject([
      { code: 'broken-line', line: 5 },
      { code: 'broken-line', line: 4, image: 'MOT/img1/000002.png' },
      { code: 'unknown-class', line: 6, image: 'MOT/img1/000002.png' },
    ]);
    expect(records.map(({ kind }) => kind)).toEqual(['shapes', 'failed', 'shapes']);
  });
});

describe('CVAT for video', () => {
  const track = (boxesOf: string) => `<annotations><version>1.1</version>
    <meta><task><size>6</size><mode>interpolation</mode><labels><label><name>car</name></label></labels>
    <original_size><width>640</width><height>480</height></original_size></task></meta>
    <track id="3" label="car" source="manual">${boxesOf}</track></annotations>`;
  const box = (number: number, left: number, more = '') =>
    `<box frame="${number}" keyframe="1" outside="0" occluded="0" xtl="${left}" ytl="5" xbr="${left + 10}" ybr="25" ${more}><attribute name="colour">red</attribute></box>`;

  it('is read at every frame, between keyframes on a line, and not where it is outside', async () => {
    const { records, problems } = await readAs('cvat', {
      'a.xml': track(`${box(1, 10)}${box(3, 30)}${box(4, 31).replace('outside="0"', 'outside="1"')}`),
    });
    expect(problems).toEqual([]);
    expect(records.map(({ shapes }) => shapes.map(({ left }) => left))).toEqual([[], [10], [20], [30], [], []]);
    expect(records[1]).toMatchObject({
      width: 640,
      shapes: [{ label: 'car', width: 10, height: 20, extra: { 'object-id': '3', colour: 'red' } }],
    });
  });

  it('withholds the frame of a shape that is no box', async () => {
    const { records, problems } = await readAs('cvat', {
      'a.xml': track(`${box(0, 10)}<polygon frame="1" points="1,1;2,2;3,1"/>`),
    });
    expect(problems).toMatchObject([{ code: 'unsupported-shape', image: 'frame_000001.PNG' }]);
    expect(records.map(({ kind }) => kind)).toEqual(['shapes', 'failed', 'shapes', 'shapes', 'shapes', 'shapes']);
  });
});

const REAL = join(process.env.LABELLOOP_SHARED ?? '../shared', 'data/gt_video');
const itOnRealLabels = existsSync(REAL) ? it : it.skip;

itOnRealLabels.each(['mot', 'cvat-video', 'seq-label', 'coco'])(
  "every box and identity of Ground Truth's own video label comes through %s",
  async (format) => {
    const text = readFileSync(join(REAL, 'SeqLabel.json'), 'utf8');
    const { records } = await readAs('seq-label', { 'SeqLabel.json': text }, ['HEL']);
    expect([records.length, records.flatMap(({ shapes }) => shapes).length]).toEqual([307, 4180]);
    const named = records
      .map((record) => ({ ...record, width: 1280, height: 720 }))
      .sort((a, b) => (a.image < b.image ? -1 : 1));
    const { files } = await write(formats[format]!.writer!, structuredClone(named), ['HEL']);
    const back = await readAs(format, files, ['HEL']);
    const placesOf = (all: readonly ImageRecord[]) =>
      waysOf(all).map((shapes) => shapes.map((shape) => shape.slice(1)).sort());
    expect(placesOf(back.records)).toEqual(placesOf(named));
    const tracks = new Set(waysOf(back.records).flatMap((shapes) => shapes.map(([id]) => id)));
    expect(tracks.size).toBe(20);
  },
);
