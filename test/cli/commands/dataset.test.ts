import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { main } from '../../../cli/main.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'labelloop-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const shared = resolve(import.meta.dirname, '../../..', process.env.LABELLOOP_SHARED ?? '../shared', 'data');
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
  return { exitCode, printed, noted };
}

const line = (at: number, left = 10, createdAt = '2026-05-01T00:00:00') =>
  JSON.stringify({
    'source-ref': `s3://b/${at}.png`,
    cats: {
      image_size: [{ width: 64, height: 48, depth: 3 }],
      annotations: [{ class_id: 1, left, top: 5, width: 20, height: 10 }],
    },
    'cats-metadata': {
      objects: [{ confidence: 0.9 }],
      'class-map': { '1': 'dog' },
      type: 'groundtruth/object-detection',
      'human-annotated': 'yes',
      'creation-date': createdAt,
      'job-name': 'j',
    },
  });
function manifest(name: string, ...lines: string[]) {
  writeFileSync(path(name), `${lines.join('\n')}\n`);
  return path(name);
}
async function drawImages(count: number) {
  mkdirSync(path('images'));
  for (let at = 0; at < count; at++)
    await sharp({ create: { width: 64, height: 48, channels: 3, background: { r: at * 20, g: 90, b: 200 } } })
      .png()
      .toFile(path('images', `${at}.png`));
}

describe('labelloop dataset', () => {
  it('converts a file with one broken line in a hundred, and ends with its own exit code and a list', async () => {
    const lines = Array.from({ length: 200 }, (_, at) => (at % 100 === 50 ? '{"source-ref":' : line(at)));
    const { exitCode, printed } = await labelloop(
      'convert',
      manifest('m.manifest', ...lines),
      '--to',
      'coco',
      '--out',
      path('out'),
      '--labels',
      'cat,dog',
      '--json',
    );
    expect(exitCode).toBe(4);
    expect(JSON.parse(printed[0]!)).toMatchObject({ images: 198, written: 198, exitCode: 4 });
    expect(json('out', 'instances.json').images).toHaveLength(198);
    const problems = readFileSync(path('out', 'problems.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((each) => JSON.parse(each));
    expect(problems.map(({ line: at, code }) => [at, code])).toEqual([
      [51, 'broken-json'],
      [151, 'broken-json'],
    ]);
  });

  it("takes class ids from the list, the job's category file or sorted names, which it says aloud", async () => {
    const source = manifest('m.manifest', line(1));
    const sorted = await labelloop('convert', source, '--to', 'ground-truth', '--out', path('sorted'));
    expect(sorted.noted.join()).toContain('CLASS IDS ARE BY SORTED NAME');
    const given = await labelloop(
      'convert',
      source,
      '--to',
      'ground-truth',
      '--out',
      path('given'),
      '--labels',
      'cat,dog',
    );
    expect([given.noted, json('given', 'output.manifest').labels.annotations[0].class_id]).toEqual([[], 1]);
    mkdirSync(path('job', 'manifests', 'output'), { recursive: true });
    mkdirSync(path('job', 'annotation-tool'));
    writeFileSync(
      path('job', 'annotation-tool', 'data.json'),
      '{"labels":[{"label":"owl"},{"label":"cat"},{"label":"dog"}]}',
    );
    const output = manifest('job/manifests/output/output.manifest', line(1));
    await labelloop('convert', output, '--to', 'ground-truth', '--out', path('categories'));
    expect(json('categories', 'output.manifest').labels.annotations[0].class_id).toBe(2);
    await labelloop('convert', path('categories'), '--to', 'coco', '--out', path('again'));
    expect(json('again', 'instances.json').categories.map(({ name }: { name: string }) => name)).toEqual([
      'owl',
      'cat',
      'dog',
    ]);
  });

  it("reads a project's dataset version by its folder: both sides once, in the project's class order", async () => {
    mkdirSync(path('version', 'exports', 'coco'), { recursive: true });
    const files = {
      'summary.json': JSON.stringify({ version: 1, labels: ['owl', 'dog'] }),
      'train-images.json': '[{"prefix":"s3://b/"},"1.png"]',
      'train-checked.manifest': line(1),
      'exports/coco/instances_train.json': '{}',
    };
    for (const [file, text] of Object.entries(files)) writeFileSync(path('version', file), text);
    manifest('version/train.manifest', line(1), line(2));
    manifest('version/validation.manifest', line(3));
    expect(await labelloop('convert', path('version'), '--to', 'coco', '--out', path('out'))).toMatchObject({
      exitCode: 0,
      noted: [],
    });
    const { images, categories } = json('out', 'instances_train.json');
    expect([images.length, json('out', 'instances_validation.json').images.length]).toEqual([2, 1]);
    expect(categories.map(({ name }: { name: string }) => name)).toEqual(['owl', 'dog']);
  });

  it('ends with problems when the format cannot hold the labels at all', async () => {
    const classes = JSON.stringify({
      'source-ref': 's3://b/1.jpg',
      c: 0,
      'c-metadata': { 'class-name': 'day', confidence: 0.5 },
    });
    const { exitCode, printed } = await labelloop(
      'convert',
      manifest('m.manifest', classes),
      '--to',
      'voc',
      '--out',
      path('out'),
    );
    expect(exitCode).toBe(4);
    expect(printed).toContain('lost: classes (1); voc cannot hold them');
    expect(printed).toContain('left out: 1 labeled images');
  });

  it('never writes into a folder that holds something', async () => {
    mkdirSync(path('out'));
    writeFileSync(path('out', 'mine.txt'), 'mine');
    const { exitCode, noted } = await labelloop(
      'convert',
      manifest('m.manifest', line(1)),
      '--to',
      'yolo',
      '--out',
      path('out'),
    );
    expect([exitCode, readdirSync(path('out'))]).toEqual([1, ['mine.txt']]);
    expect(noted[0]).toContain('is not empty');
  });

  it("reads nothing outside of the dataset's folder, whatever its labels name", async () => {
    writeFileSync(path('secret.png'), 'secret');
    mkdirSync(path('set'));
    const source = manifest('set/m.manifest', line(1).replace('s3://b/1.png', '../secret.png'));
    const { exitCode } = await labelloop(
      'convert',
      source,
      '--to',
      'yolo',
      '--copy-images',
      '--labels',
      'cat,dog',
      '--out',
      path('out'),
    );
    expect(exitCode).toBe(4);
    expect(readdirSync(path('out'), { recursive: true }).filter((file) => String(file).endsWith('.png'))).toEqual([]);
  });

  it('finds missing images and sizes that disagree', async () => {
    await drawImages(2);
    await sharp({ create: { width: 48, height: 64, channels: 3, background: 'red' } })
      .png()
      .toFile(path('images', '1.png'));
    const { exitCode, printed } = await labelloop(
      'validate',
      manifest('m.manifest', line(0), line(1), line(2)),
      '--images',
      path('images'),
      '--labels',
      'cat,dog',
      '--json',
    );
    const { problems } = JSON.parse(printed[0]!);
    expect(exitCode).toBe(4);
    expect(
      problems.map(({ code, first }: { code: string; first: Array<{ image: string }> }) => [code, first[0]!.image]),
    ).toEqual([
      ['size-differs', 's3://b/1.png'],
      ['missing-image', 's3://b/2.png'],
    ]);
    expect(problems[0].first[0].reason).toContain('EXIF');
  });

  it('merges jobs: the newest label of an image counts, and people who differ are named', async () => {
    const old = manifest('old.manifest', line(1), line(2));
    const relabeled = manifest('new.manifest', line(2, 40, '2026-06-01T00:00:00'), line(3));
    const { exitCode, printed } = await labelloop(
      'merge',
      relabeled,
      old,
      '--labels',
      'cat,dog',
      '--to',
      'coco',
      '--out',
      path('out'),
      '--json',
    );
    expect(exitCode).toBe(0);
    const { images, annotations } = json('out', 'instances.json');
    const leftOf = (name: string) =>
      annotations.find(
        (each: { image_id: number }) =>
          each.image_id === images.find((image: { file_name: string }) => image.file_name === name).id,
      ).bbox[0];
    expect([images.length, leftOf('2.png')]).toEqual([3, 40]);
    const [conflict] = JSON.parse(printed[0]!).problems;
    expect(conflict).toMatchObject({ code: 'conflict', count: 1 });
    expect(conflict.first[0].reason).toBe(
      `1 added, 1 removed against ${relabeled}; the other label, 2026-06-01T00:00:00, was kept`,
    );
  });

  it('shows every kind of difference first, however many images are gone', async () => {
    const all = Array.from({ length: 30 }, (_, at) => line(at));
    const { printed } = await labelloop(
      'diff',
      manifest('old.manifest', ...all),
      manifest('new.manifest', line(0), line(1, 40), line(99)),
    );
    expect(printed).toEqual([
      '30 labeled images before, 3 after: 1 added, 28 removed, 1 changed, 0 on another side',
      '~ s3://b/1.png: 1 added, 1 removed',
      '+ s3://b/99.png',
      ...Array.from({ length: 8 }, (_, at) => `- s3://b/${at + 2}.png`),
      '- and 20 more',
      '--json has all of them',
    ]);
  });

  it('splits the same way every time, keeps look-alikes together and the earlier validation frozen', async () => {
    await drawImages(12);
    const source = manifest('m.manifest', ...Array.from({ length: 12 }, (_, at) => line(at)));
    const split = (out: string, ...more: string[]) =>
      labelloop('split', source, '--labels', 'cat,dog', '--validation', '0.25', '--out', path(out), ...more);
    await split('a');
    await split('b');
    const side = (out: string, name: string) =>
      existsSync(path(out, name)) ? readFileSync(path(out, name), 'utf8') : '';
    expect(side('a', 'validation.manifest')).toBe(side('b', 'validation.manifest'));
    expect(side('a', 'validation.manifest').trim().split('\n')).toHaveLength(3);
    await split('frozen', '--seed', 'another', '--frozen', path('a'));
    expect(side('frozen', 'validation.manifest')).toBe(side('a', 'validation.manifest'));
    await split('looks', '--near-duplicates', '--images', path('images'));
    expect([side('looks', 'train.manifest'), side('looks', 'validation.manifest')].filter(Boolean)).toHaveLength(1);
    const { printed } = await labelloop('diff', path('a'), path('frozen'), '--json');
    expect(JSON.parse(printed[0]!)).toMatchObject({ added: [], removed: [], changed: [], sides: [] });
  });

  it('draws the labels where they are', async () => {
    await drawImages(3);
    const source = manifest('m.manifest', line(0), line(1), line(2));
    await labelloop('draw', source, '--labels', 'cat,dog', '--images', path('images'), '--out', path('sheet.png'));
    const { data, info } = await sharp(path('sheet.png')).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const scale = 320 / 64;
    const [x, y] = [20 + 10 * scale, 81 + (5 + 5) * scale];
    const pixel = (y * info.width + x) * 3;
    expect([...data.subarray(pixel, pixel + 3)]).toEqual([0x3d, 0xdc, 0x97]);
    const { exitCode } = await labelloop(
      'inspect',
      source,
      '--labels',
      'cat,dog',
      '--images',
      path('images'),
      '--html',
      path('page.html'),
    );
    expect([exitCode, readFileSync(path('page.html'), 'utf8').includes('data:image/png;base64,')]).toEqual([0, true]);
  });
});

const real = existsSync(shared)
  ? [...['gt_manifests', 'gt_video'].flatMap((set) => readdirSync(join(shared, set)).map((file) => join(set, file)))]
  : [];
/** What is lost of each file, and why: the mask and the sequence are not among the reference data beside it. */
const EXPECTED: Record<string, string[]> = {
  'gt_manifests/semseg_pcb.manifest': ['missing-mask'],
  'gt_video/SeqLabel.json': ['no-size'],
  'gt_video/output.manifest': ['no-size'],
};

describe('outlines', () => {
  it('are written in the form that is asked for, and in no other', async () => {
    const segmentation = { size: [3, 4], counts: [4, 1, 7] };
    const coco = {
      images: [{ id: 1, file_name: '1.png', width: 4, height: 3 }],
      annotations: [{ id: 1, image_id: 1, category_id: 1, segmentation, iscrowd: 1 }],
      categories: [{ id: 1, name: 'cat' }],
    };
    writeFileSync(path('masks.json'), JSON.stringify(coco));
    const convert = (outlines: string) =>
      labelloop('convert', path('masks.json'), '--to', 'coco', '--out', path(outlines), '--outlines', outlines);
    expect((await convert('polygons')).exitCode).toBe(0);
    expect(json('polygons', 'instances.json').annotations[0].segmentation).toEqual([[2, 1, 2, 2, 1, 2, 1, 1]]);
    const wrong = await convert('ovals');
    expect([wrong.exitCode, wrong.noted[0]]).toEqual([2, 'labelloop: --outlines cannot be ovals']);
  });
});

describe('pictures of a dataset', () => {
  it('are found in its own folders by name, and those that are not are named', async () => {
    await drawImages(2);
    mkdirSync(path('voc', 'Annotations'), { recursive: true });
    mkdirSync(path('voc', 'JPEGImages'));
    writeFileSync(path('voc', 'JPEGImages', '0.png'), readFileSync(path('images', '0.png')));
    for (const at of [0, 1])
      writeFileSync(
        path('voc', 'Annotations', `${at}.xml`),
        `<annotation><filename>${at}.png</filename><size><width>64</width><height>48</height></size></annotation>`,
      );
    const { exitCode, printed, noted } = await labelloop('draw', path('voc'), '--out', path('sheet.png'), '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(printed[0]!)).toMatchObject({ images: ['0.png', '1.png'], missing: ['1.png'] });
    expect(noted.at(-1)).toContain('not to be had here: 1.png; --images DIR');
  });
});

describe("real people's files", () => {
  if (real.length === 0) it.skip('are not on this machine', () => {});
  for (const file of real)
    it(`${file} converts, with every line accounted for`, async () => {
      const { printed } = await labelloop(
        'convert',
        join(shared, file),
        '--images',
        join(shared, 'gt_video'),
        '--to',
        file.includes('imgcls') ? 'ground-truth' : 'coco',
        '--out',
        path('out'),
        '--json',
      );
      const { images, written, unlabeled, failed, other, problems } = JSON.parse(printed[0]!);
      const lost = problems
        .filter(({ severity }: { severity: string }) => severity !== 'noted')
        .map(({ code }: { code: string }) => code);
      expect(written + unlabeled + failed + other).toBe(images);
      expect(lost).toEqual(EXPECTED[file] ?? []);
      if (!file.includes('SeqLabel') && file !== 'gt_video/output.manifest')
        expect(images).toBe(
          readFileSync(join(shared, file), 'utf8')
            .split('\n')
            .filter((each) => each.trim()).length,
        );
      else expect(images).toBe(307);
    });
});
