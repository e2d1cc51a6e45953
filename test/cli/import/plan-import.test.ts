import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { chooseSides } from '../../../cli/import/choose-sides.ts';
import { main } from '../../../cli/main.ts';
import { newProject } from '../../../shared/domain/project/new-project.ts';
import { sampleJpeg, withOrientation } from '../../sample-jpeg.ts';
import { ImportHarness } from './import-harness.ts';

const project = newProject({ project: 'birds', uid: 'abc123', labels: ['owl', 'duck'], taskType: 'bounding-box' });
let drop: ImportHarness;
beforeEach(() => {
  drop = new ImportHarness();
});
afterEach(() => rmSync(drop.folder, { recursive: true }));

/** 64 x 48 pixels with a gradient of its own. */
const picture = async (seed: number, quality = 90) => {
  const pixels = Buffer.from(
    Array.from(
      { length: 64 * 48 * 3 },
      (_, at) => 128 + 90 * Math.sin((at % 192) / (7 + seed * 5) + seed * (at / 900)),
    ),
  );
  return sharp(pixels, { raw: { width: 64, height: 48, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
};
const codes = ({ problems }: Awaited<ReturnType<ImportHarness['plan']>>) =>
  problems.map(({ code, image }) => [code, image]);

describe('an import is planned', () => {
  it('with boxes that turn with the photograph, when their size is that of the stored pixels', async () => {
    drop.image('side.jpg', withOrientation(await picture(1), 6));
    drop.coco({ 'side.jpg': [['owl', 8, 16, 24, 8]] }, { width: 64, height: 48 });
    const stored = await drop.plan(project);
    expect(stored.images[0]).toMatchObject({
      image: { width: 48, height: 64 },
      label: { shapes: [{ left: 24, top: 8, width: 8, height: 24 }] },
    });
    drop.coco({ 'side.jpg': [['owl', 24, 8, 8, 24]] }, { width: 48, height: 64 });
    const upright = await drop.plan(project);
    expect(upright.images[0]!.label).toEqual(stored.images[0]!.label);
  });

  it.each(['coco', 'voc', 'yolo', 'darknet', 'csv', 'ground-truth', 'rekognition', 'sagemaker'])(
    'from a dataset in the format %s',
    async (format) => {
      drop.image('one/a.jpg', await picture(1));
      drop.image('two/b.jpg', await picture(2));
      drop.coco(
        {
          'one/a.jpg': [['owl', 8, 16, 24, 8]],
          'two/b.jpg': [
            ['duck', 4, 4, 20, 30],
            ['owl', 30, 4, 20, 30],
          ],
        },
        { width: 64, height: 48 },
      );
      const images = join(drop.folder, 'images');
      const out = join(drop.folder, format);
      const silent = { print() {}, note() {}, interactive: false, signal: new AbortController().signal };
      const copies = ['yolo', 'darknet', 'voc'].includes(format) ? ['--copy-images'] : [];
      const to = ['--to', format, '--out', out, '--images', images, '--image-prefix', 's3://elsewhere/', ...copies];
      await main(['dataset', 'convert', drop.labels, ...to], silent);
      const file = readdirSync(out).find(
        (name) => /\.(json|csv|manifest)$/.test(name) && !/^(classes|channels)/.test(name),
      );
      const labels = file && !copies.length ? join(out, file) : out;
      const plan = await drop.plan(project, { labels, 'label-categories': join(out, 'classes.json') });
      const shown = plan.images.map(({ file: { name }, label: { shapes } }) => [
        name,
        shapes.map(({ label, left }) => [label, Math.round(left)]),
      ]);
      expect(Object.fromEntries(shown)).toEqual({
        'one/a.jpg': [['owl', 8]],
        'two/b.jpg': [
          ['duck', 4],
          ['owl', 30],
        ],
      });
      expect(plan.problems.filter(({ severity }) => severity !== 'noted')).toEqual([]);
    },
  );

  it('as the sizes of other turned photographs tell, and asks when none does', async () => {
    drop.image('upside-down.jpg', withOrientation(await picture(1), 3));
    drop.image('side.jpg', withOrientation(await picture(2), 6));
    drop.coco({ 'upside-down.jpg': [['owl', 8, 16, 24, 8]] });
    await expect(drop.plan(project)).rejects.toThrow('on which picture were the labels drawn?');
    drop.coco({ 'upside-down.jpg': [['owl', 8, 16, 24, 8]], 'side.jpg': [] }, { width: 64, height: 48 });
    const { images } = await drop.plan(project);
    expect(images.find(({ file }) => file.name === 'upside-down.jpg')!.label.shapes[0]).toMatchObject({
      left: 32,
      top: 24,
    });
  });

  it('not at all when the file names a class that the project does not have, unless it is another name', async () => {
    drop.image('a.jpg', sampleJpeg(1));
    drop.coco({ 'a.jpg': [['Owl', 1, 1, 5, 5]] }, undefined, ['Owl']);
    await expect(drop.plan(project)).rejects.toMatchObject({
      message: 'birds has no class "Owl"',
      details: { why: expect.stringContaining('owl, duck; nothing was written') },
    });
    const { images } = await drop.plan(project, { rename: 'Owl=owl' });
    expect(images[0]).toMatchObject({ label: { shapes: [{ label: 'owl' }] }, checkedFor: ['owl'] });
    const all = await drop.plan(project, { rename: 'Owl=owl', 'checked-for': 'all' });
    expect(all.images[0]!.checkedFor).toEqual(['owl', 'duck']);
  });

  it('with a list of what cannot be used: labels without an image, of another size, boxes outside, torn files', async () => {
    drop.image('a.jpg', sampleJpeg(1));
    drop.image('b.jpg', sampleJpeg(2));
    drop.image('torn.jpg', sampleJpeg(3).subarray(0, 200));
    drop.image('copy-of-a.jpg', sampleJpeg(1));
    drop.image('unlabeled.jpg', sampleJpeg(4));
    drop.coco({ 'a.jpg': [['owl', 28, 20, 10, 10]], 'torn.jpg': [], 'gone.jpg': [] }, { width: 32, height: 24 });
    const plan = await drop.plan(project);
    expect(codes(plan)).toEqual([
      ['no-image', 'torn.jpg'],
      ['no-image', 'gone.jpg'],
      ['box-outside', 'a.jpg'],
    ]);
    expect(
      plan.images.map(
        ({
          file,
          label: {
            shapes: [box],
          },
        }) => [file.name, box],
      ),
    ).toEqual([['a.jpg', expect.objectContaining({ left: 28, width: 4, top: 20, height: 4 })]]);
    expect(plan.others.map(({ name }) => name)).toEqual(['b.jpg', 'torn.jpg', 'unlabeled.jpg']);
    const { images, others } = await drop.plan(project, { emptyMeansNone: true });
    expect([images.length, others.map(({ name }) => name)]).toEqual([3, ['torn.jpg']]);
    drop.coco({ 'a.jpg': [['owl', 1, 1, 5, 5]], 'b.jpg': [] }, { width: 32, height: 24 });
    const mixed = JSON.parse(readFileSync(drop.labels, 'utf8'));
    mixed.images[0].width = 640;
    writeFileSync(drop.labels, JSON.stringify(mixed));
    expect(codes(await drop.plan(project))).toEqual([['another-size', 'a.jpg']]);
    drop.coco({ 'other.jpg': [] });
    await expect(drop.plan(project)).rejects.toThrow('no label of labels.json (coco) is of one of the 5 images');
  });

  it('with pictures that look alike on one side, where an earlier one decides', async () => {
    for (let seed = 0; seed < 20; seed++) drop.image(`${seed}.jpg`, await picture(seed));
    drop.image('again.jpg', await picture(7, 60));
    drop.coco(Object.fromEntries([...Array(20).keys(), 'again'].map((name) => [`${name}.jpg`, []])));
    const { images } = await drop.plan(project);
    const hashOf = (name: string) => images.find(({ file }) => file.name === name)!.image.sha256;
    for (const side of ['train', 'validation'] as const) {
      const { sides, parted } = await chooseSides(project, images, new Map([[hashOf('7.jpg'), side]]));
      expect([sides.get(hashOf('again.jpg')), parted]).toEqual([side, 0]);
    }
    const { sides } = await chooseSides({ ...project, validationFraction: 0.5 }, images, new Map());
    expect(sides.get(hashOf('again.jpg'))).toBe(sides.get(hashOf('7.jpg')));
    expect(new Set(sides.values()).size).toBe(2);
  }, 30_000);
});
