import type { DatasetWriter, WriteOptions } from './format.ts';
import { stemOf } from './image-names.ts';
import type { ImageRecord, MaskFile, Shape } from './image-record.ts';
import { semanticMask } from './mask-pixels.ts';

const FILES: Record<string, string> = {
  train: 'train.manifest',
  validation: 'validation.manifest',
  test: 'test.manifest',
};
const OPEN_SPLIT = 'output.manifest';

/** File of a record: one manifest when nothing is split, one a side otherwise. */
export const manifestFileOf = ({ split }: ImageRecord) => (split ? FILES[split]! : OPEN_SPLIT);

/** Images that are no S3 URI get the prefix that the caller named. */
export const sourceRef = (image: string, prefix: string) => (/^[a-z0-9]+:\/\//i.test(image) ? image : prefix + image);

/** Ground Truth's augmented manifest: one line an image, labeled or not. */
export const groundTruthWriter: DatasetWriter = {
  keeps: new Set([
    'boxes',
    'polygons',
    'masks',
    'classes',
    'confidence',
    'provenance',
    'negatives',
    'attributes',
    'image paths',
    'splits',
    'unlabeled images',
    'checked labels',
  ]),
  size: 'should',
  async open(target, options) {
    const files = new Map<string, Awaited<ReturnType<typeof target.open>>>();
    const fileOf = async (name: string) => {
      const file = files.get(name) ?? (await target.open(name));
      files.set(name, file);
      return file;
    };
    const isMaskAttribute = options.attribute.endsWith('-ref');
    const addSlowly = async (record: ImageRecord) => {
      let line = record;
      if (isMaskAttribute && record.shapes.length > 0 && record.shapes.every(({ mask }) => mask)) {
        const { file, colours } = semanticMask(record, options);
        const ref = `masks/${stemOf(record.image)}.png`;
        await target.write(ref, file);
        line = { ...record, kind: 'mask', mask: { ref: sourceRef(ref, options.imagePrefix), colours } };
      }
      await (await fileOf(manifestFileOf(record))).write(manifestLine(line, options));
    };
    return {
      add(record) {
        const file = files.get(manifestFileOf(record));
        return file && !isMaskAttribute ? file.write(manifestLine(record, options)) : addSlowly(record);
      },
      async end() {
        if (files.size === 0) await fileOf(OPEN_SPLIT);
        for (const file of files.values()) await file.end();
      },
    };
  },
};

type LineOptions = Pick<WriteOptions, 'classes' | 'attribute' | 'createdAt' | 'jobName' | 'imagePrefix'>;

/** A record as a manifest's line, line break included. Written by hand: `JSON.stringify` of the objects would take twice as long. */
export function manifestLine(record: ImageRecord, options: LineOptions): string {
  const start = `{"source-ref":${JSON.stringify(sourceRef(record.image, options.imagePrefix))}`;
  const label = labelText(record, options);
  if (label === undefined) return `${start}${extraText(record, options.attribute)}}\n`;
  const { attribute, createdAt, jobName } = options;
  const common =
    `"human-annotated":"${record.annotatedBy === 'machine' ? 'no' : 'yes'}","creation-date":${JSON.stringify(record.createdAt ?? createdAt)},` +
    `"job-name":${JSON.stringify(record.jobName ?? jobName)}${record.checkedFor ? `,"checked-for":${JSON.stringify(record.checkedFor)}` : ''}`;
  const name = JSON.stringify(attribute);
  return `${start}${extraText(record, attribute)},${name}:${label.value},${name.slice(0, -1)}-metadata":{${label.metadata},${common}}}\n`;
}

/** A shape as nothing but its box. */
export const plainBox = ({ label, left, top, width, height, confidence }: Shape): Shape => ({
  label,
  left,
  top,
  width,
  height,
  confidence,
});

/** Other attributes go with the line, but for one that would take the label's own name. */
function extraText({ extra, kind }: ImageRecord, attribute: string): string {
  if (!extra || kind === 'other') return '';
  let text = '';
  for (const key in extra)
    if (key !== attribute && key !== `${attribute}-metadata` && key !== 'frame-no')
      text += `,${JSON.stringify(key)}:${JSON.stringify(extra[key])}`;
  return text;
}

/** The label and what is particular to its metadata, as JSON; undefined for records without a label. */
export function labelText(
  record: ImageRecord,
  { classes }: LineOptions,
): { value: string; metadata: string } | undefined {
  if (record.kind === 'shapes') return shapesText(record, classes);
  if (record.kind === 'class') {
    const [first] = record.classes;
    if (!first) return undefined;
    const metadata = `"class-name":${JSON.stringify(first.label)},"confidence":${first.confidence ?? 0},"type":"groundtruth/image-classification"`;
    return { value: String(classes.ids.get(first.label)), metadata };
  }
  if (record.kind === 'classes') {
    const ids = record.classes.map(({ label }) => classes.ids.get(label)!);
    const confidences = record.classes.map(({ confidence }, at) => `"${ids[at]}":${confidence ?? 0}`);
    const metadata = `"class-map":${classMapText(new Set(ids), classes)},"confidence-map":{${confidences.join(',')}},"type":"groundtruth/image-classification-multilabel"`;
    return { value: `[${ids.join(',')}]`, metadata };
  }
  if (record.kind !== 'mask' || !record.mask) return undefined;
  const metadata = `"internal-color-map":${JSON.stringify(colourMap(record.mask))},"type":"groundtruth/semantic-segmentation"`;
  return { value: JSON.stringify(record.mask.ref), metadata };
}

const colourMap = ({ colours }: MaskFile) =>
  Object.fromEntries(
    colours.map(({ index, hex, label = 'BACKGROUND', confidence = 0 }) => [
      String(index),
      { 'class-name': label, 'hex-color': hex, confidence },
    ]),
  );

/** Only the classes on the line, as Ground Truth has it. */
function classMapText(ids: ReadonlySet<number>, { quoted }: WriteOptions['classes']): string {
  let text = '';
  for (let id = 0; id < quoted.length; id++) if (ids.has(id)) text += `${text && ','}"${id}":${quoted[id]}`;
  return `{${text}}`;
}

function shapesText(
  { shapes, width, height }: ImageRecord,
  classes: WriteOptions['classes'],
): { value: string; metadata: string } {
  let annotations = '';
  let objects = '';
  let isPlain = true;
  const used = new Set<number>();
  for (const shape of shapes) {
    const id = classes.ids.get(shape.label)!;
    used.add(id);
    const comma = annotations === '' ? '' : ',';
    if (shape.polygons || shape.mask || shape.extra) {
      annotations += comma + oddShapeText(id, shape);
      isPlain &&= !(shape.polygons || shape.mask);
    } else
      annotations += `${comma}{"class_id":${id},"left":${shape.left},"top":${shape.top},"width":${shape.width},"height":${shape.height}}`;
    objects += comma + objectText(shape.confidence ?? 0);
  }
  const size = width === undefined ? '' : `"image_size":[{"width":${width},"height":${height},"depth":3}],`;
  const type = isPlain ? 'groundtruth/object-detection' : 'groundtruth/custom';
  return {
    value: `{${size}"annotations":[${annotations}]}`,
    metadata: `"objects":[${objects}],"class-map":${classMapText(used, classes)},"type":"${type}"`,
  };
}

/** Fractions take long to become text, and confidences of two digits repeat. */
const objectTexts = new Map<number, string>();
const MOST_OBJECT_TEXTS = 1000;

function objectText(confidence: number): string {
  const known = objectTexts.get(confidence);
  if (known !== undefined) return known;
  const text = `{"confidence":${confidence}}`;
  if (objectTexts.size < MOST_OBJECT_TEXTS) objectTexts.set(confidence, text);
  return text;
}

/** Polygons as labelloop's own polygon jobs write them (`vertices`, and `parts` for further rings), masks by their runs. */
function oddShapeText(id: number, { left, top, width, height, polygons, mask, extra }: Shape): string {
  const ring = (flat: number[]) =>
    Array.from({ length: flat.length / 2 }, (_, at) => ({ x: flat[2 * at]!, y: flat[2 * at + 1]! }));
  const place = polygons
    ? { vertices: ring(polygons[0]!), ...(polygons.length > 1 && { parts: polygons.slice(1).map(ring) }) }
    : mask
      ? { mask }
      : { left, top, width, height };
  return JSON.stringify({ ...extra, class_id: id, ...place });
}
