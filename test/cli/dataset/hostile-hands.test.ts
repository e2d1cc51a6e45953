import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { main } from '../../../cli/main.ts';

const folder = mkdtempSync(join(tmpdir(), 'labelloop-'));
const path = (...parts: string[]) => join(folder, ...parts);
const json = (...parts: string[]) => JSON.parse(readFileSync(path(...parts), 'utf8'));

async function labelloop(...argv: string[]) {
  const printed: string[] = [];
  const noted: string[] = [];
  const context = {
    print: (line: string) => printed.push(line),
    note: (line: string) => noted.push(line),
    interactive: false,
    signal: new AbortController().signal,
  };
  const exitCode = await main(['dataset', ...argv], context);
  return { exitCode, printed: printed.join('\n'), noted: noted.join('\n') };
}

const coco = (file_name: string, bbox: number[]) =>
  JSON.stringify({
    images: [{ id: 1, file_name, width: 64, height: 48 }],
    annotations: [{ id: 1, image_id: 1, category_id: 1, bbox }],
    categories: [{ id: 1, name: 'cat' }],
  });

describe('a source that gives nothing', () => {
  mkdirSync(path('empty-folder'));
  mkdirSync(path('yolo/labels'), { recursive: true });
  writeFileSync(path('yolo/data.yaml'), 'names: [cat]\n');
  const sources: Record<string, string> = {
    'empty.csv': '',
    'header.csv': 'img_file,category,box_left,box_top,box_height,box_width,img_width,img_height\n',
    'empty.manifest': '\n',
    'empty.xml': '<annotations></annotations>',
    'empty.json': '{"images":[],"annotations":[],"categories":[{"id":1,"name":"cat"}]}',
    'other.csv': coco('a.jpg', [1, 1, 2, 2]),
  };
  for (const [name, text] of Object.entries(sources)) writeFileSync(path(name), text);

  it.each([...Object.keys(sources), 'empty-folder', 'yolo'])('is never a success: %s', async (name) => {
    const converting = [path(name), '--to', 'coco', '--out', path(`out of ${name}`)];
    const commands = [
      ['inspect', path(name)],
      ['validate', path(name)],
      ['diff', path(name), path(name)],
      ['convert', ...converting],
      ['split', ...converting.slice(0, -1), path(`split of ${name}`)],
      ['merge', path(name), ...converting.slice(0, -1), path(`merged ${name}`)],
      ['draw', path(name), '--out', path('x.png')],
    ];
    for (const command of commands) {
      const { exitCode, printed, noted } = await labelloop(...command);
      expect({ command: command[0], isSuccess: exitCode === 0 }).toEqual({ command: command[0], isSuccess: false });
      expect(printed + noted).toMatch(/nothing in it could be read|no-header|no labeled image|shows no format/);
    }
  });

  it('is an error where it is no file of the format that was named', async () => {
    for (const format of ['coco', 'cvat', 'label-studio', 'create-ml', 'seq-label']) {
      const { exitCode, noted, printed } = await labelloop('inspect', path('header.csv'), '--from', format);
      expect({ format, isSuccess: exitCode === 0 }).toEqual({ format, isSuccess: false });
      expect(noted + printed).toMatch(/header\.csv/);
    }
  });
});

describe('sets whose images have equal names', () => {
  const picture = (shade: number) =>
    sharp({ create: { width: 64, height: 48, channels: 3, background: { r: shade, g: 90, b: 200 } } })
      .jpeg()
      .toBuffer();
  const set = async (name: string, shade: number, bbox: number[]) => {
    mkdirSync(path(name, 'images'), { recursive: true });
    writeFileSync(path(name, 'images/0.jpg'), await picture(shade));
    writeFileSync(path(name, 'instances.json'), coco('0.jpg', bbox));
    return path(name);
  };
  const merged = async (...sets: string[]) => {
    const out = `${sets[0]}-merged`;
    const { exitCode } = await labelloop('merge', ...sets, '--to', 'coco', '--out', out);
    const { images, annotations } = JSON.parse(readFileSync(join(out, 'instances.json'), 'utf8'));
    return { exitCode, images, boxes: annotations.map(({ bbox }: { bbox: number[] }) => bbox) };
  };

  it('keep each its own boxes: two pictures stay two', async () => {
    const { exitCode, images, boxes } = await merged(
      await set('one', 10, [10, 10, 20, 20]),
      await set('two', 200, [1, 1, 5, 5]),
    );
    expect([exitCode, images.length]).toEqual([0, 2]);
    expect(boxes).toEqual([
      [10, 10, 20, 20],
      [1, 1, 5, 5],
    ]);
  });

  it('are one image where their bytes are the same', async () => {
    const { images, boxes } = await merged(await set('a', 99, [10, 10, 20, 20]), await set('b', 99, [10, 10, 20, 20]));
    expect([images.length, boxes.length]).toEqual([1, 1]);
  });
});

it('reads back what it wrote for SageMaker: classes and boxes', async () => {
  const line = (value: unknown, metadata: object, at: number) =>
    JSON.stringify({
      'source-ref': `s3://b/${at}.jpg`,
      l: value,
      'l-metadata': { 'human-annotated': 'yes', ...metadata },
    });
  const boxes = {
    image_size: [{ width: 64, height: 48, depth: 3 }],
    annotations: [{ class_id: 0, left: 5, top: 6, width: 7, height: 8 }],
  };
  const kinds: Array<[string, string[]]> = [
    [
      'boxes',
      [0, 1].map((at) => line(boxes, { type: 'groundtruth/object-detection', 'class-map': { '0': 'cat' } }, at)),
    ],
    [
      'classes',
      [0, 1].map((at) => line(at, { type: 'groundtruth/image-classification', 'class-name': ['cat', 'dog'][at] }, at)),
    ],
  ];
  for (const [kind, lines] of kinds) {
    writeFileSync(path(`${kind}.manifest`), lines.join('\n'));
    const out = path(`sagemaker-${kind}`);
    expect((await labelloop('convert', path(`${kind}.manifest`), '--to', 'sagemaker', '--out', out)).exitCode).toBe(0);
    const back = path(`back-${kind}`);
    const { exitCode, printed } = await labelloop('convert', out, '--to', 'ground-truth', '--out', back);
    expect([kind, exitCode, printed]).toEqual([kind, 0, expect.stringContaining('2 of 2 images')]);
    const [first] = readFileSync(join(back, 'train.manifest'), 'utf8')
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    if (kind === 'boxes') expect(first.labels.annotations).toEqual(boxes.annotations);
    else expect(first['labels-metadata']['class-name']).toBe('cat');
  }
});

it('writes no confidence that nobody stated, whoever drew the box', async () => {
  writeFileSync(
    path('auto.xml'),
    `<annotations><image id="0" name="a.jpg" width="64" height="48"><box label="cat" source="auto" xtl="1" ytl="1" xbr="9" ybr="9"></box></image></annotations>`,
  );
  await labelloop('convert', path('auto.xml'), '--to', 'ground-truth', '--out', path('auto'));
  const { 'labels-metadata': metadata } = json('auto', 'output.manifest');
  expect([metadata.objects, metadata['human-annotated']]).toEqual([[{}], 'no']);
  expect((await labelloop('inspect', path('auto'))).printed).toMatch(/confidence +none 1/);
});

it('says in a comparison what could not be read: it is no label that was taken out', async () => {
  writeFileSync(path('whole.json'), coco('a.jpg', [1, 1, 5, 5]));
  writeFileSync(path('broken.json'), coco('a.jpg', [1, 1, 5, 5]).replace('"category_id":1', '"category_id":7'));
  const { exitCode, printed } = await labelloop('diff', path('whole.json'), path('broken.json'));
  expect(exitCode).toBe(4);
  expect(printed).toMatch(/1 labeled images before, 0 after.*lost · .*broken\.json, .*a\.jpg/s);
  const machine = JSON.parse((await labelloop('diff', path('whole.json'), path('broken.json'), '--json')).printed);
  expect(machine).toMatchObject({ exitCode: 4, problems: [{ severity: 'lost', count: 1 }] });
});

it('does not unpack a mask that says it is larger than any image may be', async () => {
  const chunk = (type: string, data: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(60_000, 0);
  head.writeUInt32BE(60_000, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const bomb = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(40_000_000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  writeFileSync(path('bomb.png'), bomb);
  const colours = {
    '0': { 'class-name': 'BACKGROUND', 'hex-color': '#ffffff' },
    '1': { 'class-name': 'cat', 'hex-color': '#ff0000' },
  };
  const line = {
    'source-ref': 'a.jpg',
    'l-ref': 'bomb.png',
    'l-ref-metadata': {
      'internal-color-map': colours,
      type: 'groundtruth/semantic-segmentation',
      'human-annotated': 'yes',
    },
  };
  writeFileSync(path('bomb.manifest'), JSON.stringify(line));
  const { exitCode, printed } = await labelloop(
    'convert',
    path('bomb.manifest'),
    '--to',
    'coco',
    '--out',
    path('bombed'),
  );
  expect(exitCode).toBe(4);
  expect(printed).toMatch(/0 of 1 images.*lost · .*over 100 megapixels/s);
});

it('an expression of groups that does not end is given up, and says why', async () => {
  writeFileSync(path('many-a.json'), coco(`${'a'.repeat(60)}!.jpg`, [1, 1, 2, 2]));
  const split = ['split', path('many-a.json'), '--to', 'coco', '--out', path('groups')];
  const { exitCode, noted } = await labelloop(...split, '--group', '^(a+)+$');
  expect(exitCode).toBe(2);
  expect(noted).toContain('takes longer than 1 s');
});

it('a folder named after what every object has is no side', async () => {
  mkdirSync(path('named/constructor'), { recursive: true });
  writeFileSync(path('named/constructor/instances.json'), coco('a.jpg', [1, 1, 2, 2]));
  const { exitCode } = await labelloop('convert', path('named'), '--to', 'coco', '--out', path('sideless'));
  expect(exitCode).toBe(0);
  expect(json('sideless', 'instances.json').images).toHaveLength(1);
});

it('sets of equal names without their pictures are not merged as if nothing were doubtful', async () => {
  for (const [name, left] of [
    ['one', 1],
    ['two', 9],
  ] as const)
    writeFileSync(path(`${name}.json`), coco('0.jpg', [left, 1, 2, 2]));
  const { exitCode, printed } = await labelloop(
    'merge',
    path('one.json'),
    path('two.json'),
    '--to',
    'coco',
    '--out',
    path('doubtful'),
  );
  expect(exitCode).toBe(4);
  expect(printed).toContain('the files are not there to compare');
});
