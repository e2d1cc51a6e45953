import { describe, expect, it } from '@jest/globals';
import { formats } from '../../../../shared/domain/dataset/formats/formats.ts';
import { type Files, read, sourceOf, write } from './memory-dataset.ts';

const LINE = '{"source-ref":"s3://b/1.jpg",';
const METADATA = '"l-metadata":{"class-map":{"0":"cat"},"human-annotated":"yes"}';
const REGION = '"type":"rectanglelabels","original_width":100,"original_height":80';
const CSV = 'img_file,category,box_left,box_top,box_height,box_width,img_width,img_height';
const COCO_HEAD =
  '"categories":[{"id":1,"name":"cat"}],"images":[{"id":1,"file_name":"1.jpg","width":100,"height":80}]';
const YOLO = { 'data.yaml': 'names: [cat]', 'images/1.jpg': '' };

/** One image each, of whose only object something is wrong. */
const BROKEN: Array<[format: string, what: string, files: Files]> = [
  [
    'coco',
    'a box of three numbers',
    { 'x.json': `{${COCO_HEAD},"annotations":[{"image_id":1,"category_id":1,"bbox":[1,2,3]}]}` },
  ],
  [
    'coco',
    'a category that is not listed',
    { 'x.json': `{${COCO_HEAD},"annotations":[{"image_id":1,"category_id":2,"bbox":[1,2,3,4]}]}` },
  ],
  [
    'coco',
    'an annotation of no image, which may be this one',
    { 'x.json': `{${COCO_HEAD},"annotations":[{"image_id":7,"category_id":1,"bbox":[1,2,3,4]}]}` },
  ],
  [
    'coco',
    'a mask of another size',
    {
      'x.json': `{${COCO_HEAD},"annotations":[{"image_id":1,"category_id":1,"segmentation":{"size":[2,2],"counts":[1,3]}}]}`,
    },
  ],
  [
    'ground-truth',
    'a label that stands twice on its line',
    {
      'm.manifest': `${LINE}"l":{"annotations":[{"class_id":0,"left":1,"top":2,"width":3,"height":4}]},"l":{"annotations":[]},${METADATA}}`,
    },
  ],
  [
    'coco',
    'a mask larger than any memory',
    {
      'x.json':
        '{"categories":[{"id":1,"name":"cat"}],"images":[{"id":1,"file_name":"1.jpg"}],"annotations":[{"image_id":1,"category_id":1,"segmentation":{"size":[100000,100000],"counts":[0,10000000000]}}]}',
    },
  ],
  [
    'coco',
    'an image that is a folder',
    {
      'x.json':
        '{"categories":[{"id":1,"name":"cat"}],"images":[{"id":1,"file_name":".."}],"annotations":[{"image_id":1,"category_id":1,"bbox":[1,2,3,4]}]}',
    },
  ],
  [
    'label-studio',
    'the middle of a turned box in words',
    {
      'x.json': `[{"data":{"image":"1.jpg"},"annotations":[{"result":[{"id":"r",${REGION},"value":{"x":1,"y":2,"width":3,"height":4,"rotation":"left","rectanglelabels":["cat"]}}]}]}]`,
    },
  ],
  [
    'cvat',
    'a mask on an image without end',
    {
      'a.xml':
        '<annotations><image name="a.jpg" width="100" height="1e309"><mask label="cat" rle="0,4" left="0" top="0" width="2" height="2"/></image></annotations>',
    },
  ],
  [
    'cvat',
    'a shape whose next one has no beginning',
    {
      'a.xml':
        '<annotations><image name="a.jpg" width="100" height="80"><box label="cat" xtl="1" ytl="2" xbr="3" ybr="4">box label="cat"></box></image></annotations>',
    },
  ],
  ['yolo', 'a box without end', { ...YOLO, 'labels/1.txt': '0 0.5 0.5 1e309 0.5' }],
  [
    'coco',
    'a box beside the image',
    { 'x.json': `{${COCO_HEAD},"annotations":[{"image_id":1,"category_id":1,"bbox":[200,2,3,4]}]}` },
  ],
  [
    'voc',
    'edges in the wrong order',
    {
      'a.xml':
        '<annotation><filename>a.jpg</filename><size><width>100</width><height>80</height></size><object><name>cat</name><bndbox><xmin>9</xmin><ymin>9</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></object></annotation>',
    },
  ],
  [
    'voc',
    'an object under another name',
    { 'a.xml': '<annotation><filename>a.jpg</filename><objct><name>cat</name></objct></annotation>' },
  ],
  [
    'cvat',
    'a mask that reaches out of the image',
    {
      'a.xml':
        '<annotations><image name="a.jpg" width="4" height="4"><mask label="cat" rle="0,4" left="3" top="0" width="2" height="2"/></image></annotations>',
    },
  ],
  [
    'cvat',
    'a box without a label',
    {
      'a.xml':
        '<annotations><image name="a.jpg" width="4" height="4"><box xtl="0" ytl="0" xbr="2" ybr="2"/></image></annotations>',
    },
  ],
  ['yolo', 'commas', { ...YOLO, 'labels/1.txt': '0,.5,.5,.2,.2' }],
  ['yolo', 'a class without a name', { ...YOLO, 'labels/1.txt': '3 .5 .5 .2 .2' }],
  ['csv', 'a box that is not in numbers', { 'a.csv': `${CSV}\n1.jpg,cat,x,2,3,4,100,80\n` }],
  ['create-ml', 'no coordinates', { 'a.json': '[{"image":"1.jpg","annotations":[{"label":"cat"}]}]' }],
  [
    'label-studio',
    'a region without a label',
    {
      'a.json': `[{"data":{"image":"1.jpg"},"annotations":[{"result":[{${REGION},"value":{"x":1,"y":1,"width":5,"height":5}}]}]}]`,
    },
  ],
  ['label-studio', 'no list of results', { 'a.json': '[{"data":{"image":"1.jpg"},"annotations":[{"reslt":[{}]}]}]' }],
  [
    'ground-truth',
    'a class without a name',
    { 'm.manifest': `${LINE}"l":{"annotations":[{"class_id":3,"left":1,"top":1,"width":2,"height":2}]},${METADATA}}` },
  ],
  [
    'ground-truth',
    'a box without a width',
    { 'm.manifest': `${LINE}"l":{"annotations":[{"class_id":0,"left":1,"top":1,"height":2}]},${METADATA}}` },
  ],
  [
    'ground-truth',
    'a mask file that is not there',
    {
      'm.manifest': `${LINE}"l-ref":"s3://b/m.png","l-ref-metadata":{"internal-color-map":{"1":{"class-name":"cat","hex-color":"#ffffff"}}}}`,
    },
  ],
  [
    'seq-label',
    'a box without a width',
    {
      'a.json':
        '{"tracking-annotations":[{"frame":"1.jpg","annotations":[{"class-id":"0","object-name":"cat:1","left":1,"top":1,"height":2}]}]}',
    },
  ],
];

describe('an image whose object cannot be read is no negative', () => {
  it.each(BROKEN)('%s: %s', async (format, _, files) => {
    const reader = formats[format]!.reader!;
    const { records, problems } = await read(reader, sourceOf(files, { width: 100, height: 80 }));
    for (const to of ['coco', 'yolo', 'yolo-segment', 'create-ml']) {
      const { counts, problems: more } = await write(formats[to]!.writer!, records, ['cat']);
      expect([to, counts.written, counts.empty, counts.shapes]).toEqual([to, 0, 0, 0]);
      const isNamed = [...problems, ...more].some(({ severity }) => severity === 'lost') || counts.lost.masks === 1;
      expect(isNamed).toBe(true);
    }
  });

  it('while one that really shows nothing stays one', async () => {
    const text = `{${COCO_HEAD},"annotations":[]}`;
    const { records } = await read(formats.coco!.reader!, sourceOf({ 'x.json': text }));
    expect((await write(formats.yolo!.writer!, records, ['cat'])).counts).toMatchObject({ written: 1, empty: 1 });
  });

  it('and one that COCO lists without a list of annotations is not labeled at all', async () => {
    const { records } = await read(formats.coco!.reader!, sourceOf({ 'x.json': `{${COCO_HEAD}}` }));
    expect(records).toMatchObject([{ kind: 'unlabeled' }]);
  });
});

describe('objects that tools write in other ways', () => {
  const coco = async (annotation: object, more = '') => {
    const text = `{${COCO_HEAD}${more},"annotations":[${JSON.stringify({ id: 1, image_id: 1, category_id: 1, ...annotation })}]}`;
    return read(formats.coco!.reader!, sourceOf({ 'x.json': text }));
  };

  it('are read: ids as texts, a flat outline, keypoints without a box', async () => {
    for (const annotation of [
      { image_id: '1', category_id: '1', bbox: [40, 20, 20, 40] },
      { bbox: [1, 1, 1, 1], segmentation: [40, 20, 60, 20, 60, 60, 40, 60] },
      { bbox: [], keypoints: [40, 20, 2, 60, 60, 1, 0, 0, 0] },
    ]) {
      const { records, problems } = await coco(annotation);
      expect(problems).toEqual([]);
      expect(records[0]!.shapes).toMatchObject([{ label: 'cat', left: 40, top: 20, width: 20, height: 40 }]);
    }
  });

  it('lose their keypoints by that name where a format has none', async () => {
    const pose = {
      ...YOLO,
      'data.yaml': 'kpt_shape: [2, 3]\nnames: [cat]',
      'labels/1.txt': '0 .5 .5 .2 .5 .5 .5 2 .6 .6 1',
    };
    const read_ = await read(formats.yolo!.reader!, sourceOf(pose, { width: 100, height: 80 }));
    expect(read_.problems).toEqual([]);
    for (const { records } of [read_, await coco({ bbox: [40, 20, 20, 40], keypoints: [40, 20, 2, 60, 60, 1] })]) {
      const { counts } = await write(formats.yolo!.writer!, records, ['cat']);
      expect(counts).toMatchObject({ shapes: 1, lost: { keypoints: 2 } });
      expect(records[0]!.shapes[0]).toMatchObject({ left: 40, top: 20, width: 20, height: 40 });
      expect(records[0]!.shapes[0]!.polygons).toBe(undefined);
    }
  });

  it('are one object where Label Studio has several results of one id, and what is said of it are attributes', async () => {
    const value = { x: 40, y: 25, width: 20, height: 50 };
    const sized = { id: 'r', original_width: 100, original_height: 80 };
    const result = [
      { ...sized, type: 'rectangle', value },
      { ...sized, type: 'labels', value: { ...value, labels: ['cat'] } },
      { ...sized, type: 'choices', from_name: 'heading', value: { ...value, choices: ['front'] } },
    ];
    const task = [{ data: { image: '/data/local-files/?d=img/100%.jpg' }, annotations: [{ result }] }];
    const { records, problems } = await read(
      formats['label-studio']!.reader!,
      sourceOf({ 'x.json': JSON.stringify(task) }),
    );
    expect(problems).toEqual([]);
    expect(records).toMatchObject([
      {
        image: 'img/100%.jpg',
        kind: 'shapes',
        shapes: [{ label: 'cat', left: 40, top: 20, width: 20, height: 40, extra: { heading: 'front' } }],
      },
    ]);
  });

  it('are joined where several people annotated the image; predictions are a machine’s, texts no image', async () => {
    const box = (x: number) => ({
      id: `b${x}`,
      type: 'rectanglelabels',
      original_width: 100,
      original_height: 100,
      value: { x, y: 10, width: 20, height: 20, rectanglelabels: ['cat'] },
    });
    const tasks = [
      { data: { image: 'a.jpg' }, annotations: [9, 10, 11].map((x) => ({ completed_by: x, result: [box(x)] })) },
      { data: { image: 'b.jpg' }, annotations: [], predictions: [{ result: [box(5)] }] },
      { data: { text: 'a sentence' }, annotations: [{ result: [] }] },
      { data: { video: '/data/upload/1/x.mp4' }, annotations: [{ result: [] }] },
    ];
    const { records } = await read(formats['label-studio']!.reader!, sourceOf({ 'x.json': JSON.stringify(tasks) }));
    expect(records.map(({ kind, annotatedBy, shapes }) => [kind, annotatedBy, shapes.length])).toEqual([
      ['shapes', 'human', 1],
      ['shapes', 'machine', 1],
      ['other', undefined, 0],
      ['other', undefined, 0],
    ]);
    expect(records[0]!.shapes[0]!.left).toBeCloseTo(10, 0);
  });

  it('are a machine’s in CVAT where every one of them is marked so', async () => {
    const xml = (source: string) =>
      `<annotations><image name="a.jpg" width="9" height="9"><box source="auto" label="cat" xtl="0" ytl="0" xbr="2" ybr="2"/><box source="${source}" label="cat" xtl="0" ytl="0" xbr="2" ybr="2"/></image></annotations>`;
    for (const [source, by] of [
      ['auto', 'machine'],
      ['manual', 'human'],
    ])
      expect((await read(formats.cvat!.reader!, sourceOf({ 'a.xml': xml(source!) }))).records[0]!.annotatedBy).toBe(by);
  });
});

it('several labels on a line are told, counted as lost, and kept by Ground Truth', async () => {
  const boxes = (left: number) => ({
    image_size: [{ width: 100, height: 80 }],
    annotations: [{ class_id: 0, left, top: 1, width: 9, height: 9 }],
  });
  const metadata = (label: string, date: string) => ({ 'class-map': { '0': label }, 'creation-date': date });
  const line = {
    'source-ref': 's3://b/1.jpg',
    camera: 'cam7',
    weather: 1,
    'weather-metadata': { 'class-name': 'rain', 'creation-date': '2020' },
    players: boxes(1),
    'players-metadata': metadata('player', '2019'),
    ball: boxes(50),
    'ball-metadata': metadata('ball', '2020'),
  };
  const { records, problems } = await read(
    formats['ground-truth']!.reader!,
    sourceOf({ 'm.manifest': JSON.stringify(line) }),
  );
  expect(problems.map(({ code }) => code)).toEqual(['several-labels']);
  expect(records[0]!.shapes).toMatchObject([{ label: 'ball', left: 50 }]);
  const { counts } = await write(formats.coco!.writer!, records, ['ball']);
  expect(counts.lost).toMatchObject({ 'other labels': 2, 'attributes of the line': 1 });
  const back = await write(formats['ground-truth']!.writer!, records, ['ball']);
  expect(JSON.parse(back.files['output.manifest'] as string)).toMatchObject({
    camera: 'cam7',
    weather: 1,
    players: line.players,
  });
});

it('a manifest of texts is kept line by line by Ground Truth, and lost by name by every other format', async () => {
  const lines = [1, 2].map((page) => ({
    source: 'A sentence.',
    page,
    tone: 1,
    'tone-metadata': { 'class-name': 'glad' },
  }));
  const text = lines.map((line) => JSON.stringify(line)).join('\n');
  const { records } = await read(formats['ground-truth']!.reader!, sourceOf({ 'm.manifest': text }));
  const kept = await write(formats['ground-truth']!.writer!, records, []);
  expect(kept.files['output.manifest']).toBe(`${text}\n`);
  const { problems } = await write(formats.coco!.writer!, records, []);
  expect(problems.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['lost other-task', 'lost other-task']);
});
