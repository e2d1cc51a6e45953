import { joinRings, maskRings } from '../../../shapes/mask-outline.ts';
import { copyImage } from '../../copied-image.ts';
import { ImageNames, stemOf } from '../../image-names.ts';
import type { ImageRecord, Shape, Split } from '../../image-record.ts';
import { type DatasetTarget, type DatasetWriter, splitOrTrain, type WriteOptions } from '../format.ts';

/** Beside the labels: which image each file is, and its pixels, which YOLO's own files do not say. */
export const IMAGE_LIST = 'images.tsv';
export const IMAGE_LIST_HEADER = 'file\twidth\theight\tsource';

/** YOLO's folders for the sides of a dataset. */
export const YOLO_FOLDERS: Record<Split, string> = { train: 'train', validation: 'val', test: 'test' };

/** Six digits: a thousandth of a pixel on an image of a thousand. */
export const shareOf = (value: number) => Math.min(1, Math.max(0, Math.round(value * 1e6) / 1e6));

/** `<class> <centre x> <centre y> <width> <height>`, as shares of the image. */
export const boxNumbers = (id: number, { left, top, width, height }: Shape, w: number, h: number) =>
  `${id} ${shareOf((left + width / 2) / w)} ${shareOf((top + height / 2) / h)} ${shareOf(width / w)} ${shareOf(height / h)}`;

const boxLine = (id: number, shape: Shape, w: number, h: number) => `${boxNumbers(id, shape, w, h)}\n`;

/** A mask as its edges. */
export const outlined = (shape: Shape): Shape => (shape.mask ? { ...shape, polygons: maskRings(shape.mask) } : shape);

/**
 * `<class> <x1> <y1> …`: a line is one ring, so several are joined; objects without an outline get the corners of their
 * box.
 */
function outlineLine(id: number, { left, top, width, height, polygons }: Shape, w: number, h: number): string {
  const corners = [left, top, left + width, top, left + width, top + height, left, top + height];
  const ring = joinRings(polygons ?? [corners]);
  return `${id} ${ring.map((value, at) => shareOf(at % 2 ? value / h : value / w)).join(' ')}\n`;
}

/** Double-quoted YAML is JSON: names such as `no`, `on` and `1` stay names. */
const namesYaml = (labels: readonly string[]) =>
  labels.map((label, id) => `  ${id}: ${JSON.stringify(label)}\n`).join('');

function dataYaml(labels: readonly string[], used: ReadonlySet<Split>, more: string): string {
  const side = (split: Split) => `images/${YOLO_FOLDERS[split]}`;
  const validation = used.has('validation') ? side('validation') : side('train');
  return `path: .\ntrain: ${side('train')}\nval: ${validation}\n${used.has('test') ? `test: ${side('test')}\n` : ''}names:\n${namesYaml(labels)}${more}`;
}

export type LabelText = (record: ImageRecord, ids: ReadonlyMap<string, number>) => string;

type LabelLine = (id: number, shape: Shape, w: number, h: number) => string;

export const labelText =
  (line: LabelLine): LabelText =>
  ({ shapes, width, height }, ids) =>
    shapes.map((shape) => line(ids.get(shape.label)!, shape, width!, height!)).join('');

/**
 * Ultralytics' folders: `images/<split>/` beside `labels/<split>/`, and `data.yaml`. Images without objects have empty
 * label files.
 * @param more what else data.yaml says, when all is written
 */
export const ultralyticsWriter = (
  toText: LabelText,
  keeps: DatasetWriter['keeps'],
  more: () => string = () => '',
): DatasetWriter => ({
  keeps,
  size: 'must',
  ...(keeps.has('masks') && { readsMasks: true as const }),
  async open(target, options) {
    const names = new ImageNames();
    const used = new Set<Split>();
    const list = await openImageList(target);
    return {
      async add(record) {
        if (keeps.has('masks')) record.shapes = record.shapes.map(outlined);
        const split = splitOrTrain(record);
        used.add(split);
        const name = names.flat(record.image);
        const folder = YOLO_FOLDERS[split];
        await target.write(`labels/${folder}/${stemOf(name)}.txt`, toText(record, options.classes.ids));
        await list.add(`images/${folder}/${name}`, record);
        await copyImage(target, `images/${folder}/${name}`, record.image, options);
        if (keeps.has('masks')) tellRings(record, options);
      },
      async end() {
        await list.end();
        await target.write('data.yaml', dataYaml(options.classes.labels, used, more()));
        noteMissingSide(used, options);
      },
    };
  },
});

/** Two lines would be two objects. */
function tellRings({ image, shapes }: ImageRecord, { report }: WriteOptions): void {
  const several = shapes.filter(({ polygons }) => polygons && polygons.length > 1).length;
  if (several > 0)
    report({
      severity: 'noted',
      code: 'joined-rings',
      image,
      reason: `${several} objects have several parts or holes; their rings were joined by lines without width, as Ultralytics does`,
    });
}

function noteMissingSide(used: ReadonlySet<Split>, { report }: WriteOptions): void {
  if (!used.has('validation'))
    report({
      severity: 'noted',
      code: 'no-validation',
      reason:
        'nothing is held out: data.yaml names the training images for validation too; `labelloop dataset split` makes sides',
    });
}

async function openImageList(target: DatasetTarget) {
  const list = await target.open(IMAGE_LIST);
  await list.write(`${IMAGE_LIST_HEADER}\n`);
  return {
    add: (file: string, { width, height, image }: ImageRecord) =>
      list.write(`${file}\t${width ?? ''}\t${height ?? ''}\t${image.replaceAll(/[\t\r\n]/g, ' ')}\n`),
    end: () => list.end(),
  };
}

export const YOLO_KEEPS = ['boxes', 'negatives', 'image paths', 'splits'] as const;

export const yoloWriter = ultralyticsWriter(labelText(boxLine), new Set(YOLO_KEEPS));
export const yoloSegmentWriter = ultralyticsWriter(
  labelText(outlineLine),
  new Set([...YOLO_KEEPS, 'polygons', 'masks']),
);

/** Darknet: label files beside the images in `obj_train_data/`, `obj.names`, `obj.data` and lists of images. */
export const darknetWriter: DatasetWriter = {
  keeps: new Set(YOLO_KEEPS),
  size: 'must',
  async open(target, options) {
    const names = new ImageNames();
    const lists: Record<Split, string> = { train: '', validation: '', test: '' };
    const list = await openImageList(target);
    const toText = labelText(boxLine);
    return {
      async add(record) {
        const name = names.flat(record.image);
        const file = `obj_train_data/${name}`;
        lists[splitOrTrain(record)] += `${file}\n`;
        await target.write(`obj_train_data/${stemOf(name)}.txt`, toText(record, options.classes.ids));
        await list.add(file, record);
        await copyImage(target, file, record.image, options);
      },
      async end() {
        await list.end();
        const { labels } = options.classes;
        const valid = lists.validation ? 'valid.txt' : 'train.txt';
        await target.write('obj.names', labels.map((label) => `${label}\n`).join(''));
        await target.write(
          'obj.data',
          `classes = ${labels.length}\ntrain = train.txt\nvalid = ${valid}\nnames = obj.names\nbackup = backup/\n`,
        );
        await target.write('train.txt', lists.train);
        if (lists.validation) await target.write('valid.txt', lists.validation);
        if (lists.test) await target.write('test.txt', lists.test);
      },
    };
  },
};

/**
 * Ultralytics' classification folders: `<split>/<class>/<image>`; without the images, the list of where each one
 * belongs.
 */
export const yoloClassifyWriter: DatasetWriter = {
  keeps: new Set(['classes', 'image paths', 'splits']),
  size: 'need not',
  async open(target, options) {
    const names = new ImageNames();
    const list = await openImageList(target);
    return {
      async add(record) {
        const [first] = record.classes;
        if (!first) return;
        if (record.classes.length > 1)
          options.report({
            severity: 'lost',
            code: 'several-classes',
            image: record.image,
            reason: `a folder holds one class; of ${record.classes.length} only ${JSON.stringify(first.label)} was kept`,
          });
        const file = `${YOLO_FOLDERS[splitOrTrain(record)]}/${folderName(first.label)}/${names.flat(record.image)}`;
        await list.add(file, record);
        await copyImage(target, file, record.image, options);
      },
      async end() {
        await list.end();
        await target.write('classes.txt', options.classes.labels.map((label) => `${label}\n`).join(''));
      },
    };
  },
};

/** A class name as one part of a path. */
const folderName = (label: string) => label.replaceAll(/[/\\]/g, '_').replace(/^\.+$/, '_');
