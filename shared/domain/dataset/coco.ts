import { InvalidDocumentError } from '../../errors.ts';
import type {
  DatasetReader,
  DatasetSource,
  DatasetTarget,
  DatasetWriter,
  OpenWriter,
  OutputFile,
  WriteOptions,
} from './format.ts';
import { splitOrTrain } from './format.ts';
import { ImageNames } from './image-names.ts';
import { bareRecord, type Entry, type ImageRecord, problemAt, type Shape, type Split } from './image-record.ts';
import { maskShapes } from './mask-pixels.ts';
import { ringsArea, ringsBox } from './polygon.ts';
import { runsArea, runsBox, runsFill, runsToText, textToRuns } from './run-length.ts';
import { TextBytes } from './text-bytes.ts';

interface CocoImage {
  id: number | string;
  file_name: string;
  width?: number;
  height?: number;
  coco_url?: string;
  human_annotated?: string;
  not_exhaustive_category_ids?: number[];
}

interface CocoAnnotation {
  id?: number;
  image_id: number | string;
  category_id: number;
  bbox?: number[];
  segmentation?: number[][] | { counts: number[] | string; size: [number, number] };
  iscrowd?: number;
  score?: number;
  attributes?: Record<string, unknown>;
}

interface CocoDocument {
  images: CocoImage[];
  annotations: CocoAnnotation[];
  categories: Array<{ id: number; name: string }>;
}

/** COCO instances JSON: boxes, polygons of several rings, run-length masks plain and compressed. */
export const cocoReader: DatasetReader = {
  async classes(source) {
    const names = new Set<string>();
    for (const file of jsonFiles(source)) {
      const { categories } = await parseCoco(source, file);
      for (const { name } of [...categories].sort((a, b) => a.id - b.id)) names.add(name);
    }
    return names.size ? { labels: [...names], origin: 'source' } : undefined;
  },
  async *read(source) {
    for (const file of jsonFiles(source)) yield* readCoco(await parseCoco(source, file), file);
  },
};

const jsonFiles = ({ files }: DatasetSource) => files.filter((file) => /\.json$/i.test(file));

/** @throws InvalidDocumentError */
async function parseCoco(source: DatasetSource, file: string): Promise<CocoDocument> {
  let document: Partial<CocoDocument>;
  try {
    document = JSON.parse((await source.text(file)).replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new InvalidDocumentError(`${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (!Array.isArray(document.images) || !Array.isArray(document.categories))
    throw new InvalidDocumentError(`${file} is no COCO document: it needs lists of images, annotations and categories`);
  return { images: document.images, categories: document.categories, annotations: document.annotations ?? [] };
}

const SPLITS: Record<string, Split> = { train: 'train', val: 'validation', valid: 'validation', test: 'test' };

function* readCoco({ images, annotations, categories }: CocoDocument, file: string): Generator<Entry[]> {
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  const byImage = new Map<number | string, CocoAnnotation[]>(images.map((image) => [image?.id, []]));
  const problem = problemAt(file);
  const strays: Entry[] = [];
  for (const annotation of annotations) {
    const list = byImage.get(annotation.image_id);
    if (list) list.push(annotation);
    else
      strays.push(
        problem(
          'lost',
          'no-such-image',
          `annotation ${annotation.id} is of image ${annotation.image_id}, which is not listed`,
        ),
      );
  }
  yield strays;
  const split = SPLITS[/(train|valid|val|test)(?:idation)?(?:\d{4})?\.json$/i.exec(file)?.[1]?.toLowerCase() ?? ''];
  for (const [index, image] of images.entries()) {
    if (typeof image?.file_name !== 'string') {
      yield [problem('lost', 'broken-image', `image ${index + 1} of the list has no file_name`)];
      continue;
    }
    const ref = image.coco_url?.startsWith('s3://') ? image.coco_url : image.file_name;
    const record: ImageRecord = { ...bareRecord(ref, 'shapes'), ...(split && { split }) };
    record.width = image.width;
    record.height = image.height;
    if (image.human_annotated) record.annotatedBy = image.human_annotated === 'no' ? 'machine' : 'human';
    const unchecked = image.not_exhaustive_category_ids ?? [];
    if (unchecked.length)
      record.checkedFor = categories.filter(({ id }) => !unchecked.includes(id)).map(({ name }) => name);
    const entries: Entry[] = [];
    for (const annotation of byImage.get(image.id)!) {
      const label = names.get(annotation.category_id);
      const shape = label === undefined ? undefined : readShape(annotation, label);
      if (typeof shape === 'object') record.shapes.push(shape);
      else if (label === undefined)
        entries.push(
          problem(
            'lost',
            'unknown-class',
            `annotation ${annotation.id} has category ${annotation.category_id}, which is not listed`,
            ref,
          ),
        );
      else entries.push(problem('lost', 'broken-box', `annotation ${annotation.id}: ${shape}`, ref));
    }
    entries.push(record);
    yield entries;
  }
}

/** @returns why it cannot be read, for people */
function readShape({ bbox, segmentation, iscrowd, score, attributes }: CocoAnnotation, label: string): Shape | string {
  const extra = { ...attributes, ...(iscrowd ? { iscrowd } : {}) };
  const shared = { label, confidence: score, ...(Object.keys(extra).length > 0 && { extra }) };
  const box = bbox?.length === 4 && bbox.every(Number.isFinite) ? bbox : undefined;
  if (Array.isArray(segmentation) && segmentation.length > 0) {
    if (
      !segmentation.every(
        (ring) => Array.isArray(ring) && ring.length >= 6 && ring.length % 2 === 0 && ring.every(Number.isFinite),
      )
    )
      return 'a polygon needs three corners or more, x and y each';
    return { ...shared, ...ringsBox(segmentation), polygons: segmentation };
  }
  if (segmentation && !Array.isArray(segmentation)) {
    const { counts, size } = segmentation;
    try {
      const mask = {
        width: size[1],
        height: size[0],
        counts: typeof counts === 'string' ? textToRuns(counts) : counts,
      };
      if (!runsFill(mask)) return `its runs do not cover an image of ${mask.width} x ${mask.height}`;
      return { ...shared, ...runsBox(mask), mask };
    } catch (error) {
      return (error as Error).message;
    }
  }
  if (!box) return 'it has neither a box of four numbers nor a segmentation';
  return { ...shared, left: box[0]!, top: box[1]!, width: box[2]!, height: box[3]! };
}

export const cocoWriter: DatasetWriter = {
  keeps: new Set([
    'boxes',
    'polygons',
    'masks',
    'confidence',
    'provenance',
    'negatives',
    'attributes',
    'image paths',
    'splits',
    'checked labels',
  ]),
  size: 'should',
  async open(target, options) {
    const sides = new Map<Split, OpenWriter>();
    const names = new ImageNames();
    return {
      add(record) {
        const split = splitOrTrain(record);
        const side = sides.get(split);
        if (side) return side.add(record);
        const file = record.split ? `instances_${split}.json` : 'instances.json';
        return openCocoFile(target, file, options, names).then((opened) => {
          sides.set(split, opened);
          return opened.add(record);
        });
      },
      async end() {
        if (sides.size === 0) sides.set('train', await openCocoFile(target, 'instances.json', options, names));
        for (const side of sides.values()) await side.end();
      },
    };
  },
};

/** Images go straight into the document; annotations wait in a file beside it until the list of images is closed. */
async function openCocoFile(
  target: DatasetTarget,
  file: string,
  options: WriteOptions,
  names: ImageNames,
): Promise<OpenWriter> {
  const { classes } = options;
  const images = await target.open(file);
  const annotations = await target.spool();
  const categories = classes.labels.map((name, id) => ({ id: id + 1, name, supercategory: '' }));
  const info = {
    description: 'made by labelloop',
    version: '1',
    ...(options.createdAt && { date_created: options.createdAt }),
  };
  await images.write(
    `{"info":${JSON.stringify(info)},"licenses":[],"categories":${JSON.stringify(categories)},"images":[`,
  );
  let imageId = 0;
  let annotationId = 0;
  const out = new TextBytes();
  const write = (record: ImageRecord, shapes: readonly Shape[]) => {
    imageId++;
    writeImage(out.text(imageId > 1 ? ',\n' : '\n'), record, imageId, options, names);
    const first = images.write(out.take());
    for (const shape of shapes) {
      annotationId++;
      writeAnnotation(out.text(annotationId > 1 ? ',\n' : '\n'), shape, annotationId, imageId, classes.ids);
    }
    const second = annotations.write(out.take());
    return first || second ? Promise.all([first, second]).then(() => {}) : undefined;
  };
  return {
    // A mask file also says how large its image is: it is read before the image is written.
    add: (record) =>
      record.mask ? maskShapes(record, options).then((shapes) => write(record, shapes)) : write(record, record.shapes),
    async end() {
      await images.write('\n],"annotations":[');
      await copyInto(images, annotations.takeBack());
      await images.write('\n]}\n');
      await images.end();
    },
  };
}

async function copyInto(file: OutputFile, chunks: AsyncIterable<Uint8Array>) {
  for await (const chunk of chunks) await file.write(chunk);
}

function writeImage(out: TextBytes, record: ImageRecord, id: number, { classes }: WriteOptions, names: ImageNames) {
  const { image, width, height, annotatedBy, checkedFor } = record;
  out.text('{"id":').number(id).text(',"file_name":').json(names.path(image));
  if (width !== undefined) out.text(',"width":').number(width);
  if (height !== undefined) out.text(',"height":').number(height);
  if (image.startsWith('s3://')) out.text(',"coco_url":').json(image);
  if (annotatedBy) out.text(annotatedBy === 'human' ? ',"human_annotated":"yes"' : ',"human_annotated":"no"');
  const unchecked = checkedFor && classes.labels.flatMap((label, at) => (checkedFor.includes(label) ? [] : [at + 1]));
  if (unchecked?.length) out.text(`,"not_exhaustive_category_ids":${JSON.stringify(unchecked)}`);
  out.text('}');
}

function writeAnnotation(
  out: TextBytes,
  shape: Shape,
  id: number,
  imageId: number,
  ids: ReadonlyMap<string, number>,
): void {
  const { left, top, width, height, label, confidence, polygons, mask, extra } = shape;
  out
    .text('{"id":')
    .number(id)
    .text(',"image_id":')
    .number(imageId)
    .text(',"category_id":')
    .number(ids.get(label)! + 1);
  out.text(',"bbox":[').number(left).text(',').number(top).text(',').number(width).text(',').number(height);
  out.text('],"area":').number(mask ? runsArea(mask) : polygons ? ringsArea(polygons) : width * height);
  out.text(extra?.iscrowd ? ',"iscrowd":1,"segmentation":' : ',"iscrowd":0,"segmentation":');
  if (polygons) out.text(JSON.stringify(polygons));
  else if (mask)
    out.text(`{"size":[${mask.height},${mask.width}],"counts":${JSON.stringify(runsToText(mask.counts))}}`);
  else out.text('[]');
  if (confidence !== undefined) out.text(',"score":').number(confidence);
  if (extra) {
    const { iscrowd, ...attributes } = extra;
    if (Object.keys(attributes).length > 0) out.text(`,"attributes":${JSON.stringify(attributes)}`);
  }
  out.text('}');
}
