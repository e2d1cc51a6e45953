import { semanticMask } from '../../../shapes/mask-pixels.ts';
import { MASK_MAX_PIXELS } from '../../../shapes/run-length.ts';
import { TextBytes } from '../../bytes/text-bytes.ts';
import type { ClassMap } from '../../class-map.ts';
import { stemOf } from '../../image-names.ts';
import type { ImageClass, ImageRecord, MaskFile, Shape } from '../../image-record.ts';
import type { DatasetWriter, WriteOptions } from '../format.ts';
import { poseFields, poseSchemas } from './point-labels.ts';

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

/** Ground Truth's augmented manifest: one line an image, labeled or not; lines of other tasks as they are. */
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
    'tracks',
    'image paths',
    'splits',
    'unlabeled images',
    'checked labels',
    'attributes of the line',
    'keypoints',
    'other labels',
    'other tasks',
  ]),
  size: 'should',
  async open(target, options) {
    const out = new TextBytes();
    const files = new Map<string, Awaited<ReturnType<typeof target.open>>>();
    const fileOf = async (name: string) => {
      const file = files.get(name) ?? (await target.open(name));
      files.set(name, file);
      return file;
    };
    const isMaskAttribute = options.attribute.endsWith('-ref');
    const addSlowly = async (record: ImageRecord) => {
      let line = record;
      if (isMaskAttribute && canBeMask(record)) {
        const { file, colours } = semanticMask(record, options);
        const ref = `masks/${stemOf(record.image)}.png`;
        await target.write(ref, file);
        line = { ...record, kind: 'mask', mask: { ref: sourceRef(ref, options.imagePrefix), colours } };
      }
      await (await fileOf(manifestFileOf(record))).write(writeManifestLine(out, line, options).take());
    };
    return {
      add(record) {
        const file = files.get(manifestFileOf(record));
        return file && !isMaskAttribute
          ? file.write(writeManifestLine(out, record, options).take())
          : addSlowly(record);
      },
      async end() {
        if (files.size === 0) await fileOf(OPEN_SPLIT);
        for (const file of files.values()) await file.end();
      },
    };
  },
};

/** Whether every object has an outline, and how large the image is is known. */
const canBeMask = ({ shapes, width, height }: ImageRecord) =>
  shapes.length > 0 &&
  shapes.every(({ polygons, mask }) => polygons || mask) &&
  (shapes.some(({ mask }) => mask) || (width ?? Infinity) * (height ?? Infinity) <= MASK_MAX_PIXELS);

type LineOptions = Pick<WriteOptions, 'classes' | 'attribute' | 'createdAt' | 'jobName' | 'imagePrefix'>;

/** Writes a record as a manifest's line, line break included. */
export function writeManifestLine(out: TextBytes, record: ImageRecord, options: LineOptions): TextBytes {
  const { attribute, createdAt, jobName, classes } = options;
  if (record.line) return out.text(`${JSON.stringify(record.line)}\n`);
  out.text('{"source-ref":').json(sourceRef(record.image, options.imagePrefix));
  writeExtra(out, record, attribute);
  if (!hasLabel(record)) return out.text('}\n');
  writeLabel(out.text(',').json(attribute).text(':'), record, classes);
  writeMetadata(out.text(',').json(`${attribute}-metadata`).text(':{'), record, classes);
  out.text(record.annotatedBy === 'machine' ? ',"human-annotated":"no"' : ',"human-annotated":"yes"');
  out.text(',"creation-date":').json(record.createdAt ?? createdAt);
  out.text(',"job-name":').json(record.jobName ?? jobName);
  if (record.checkedFor) out.text(',"checked-for":').text(JSON.stringify(record.checkedFor));
  return out.text('}}\n');
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
function writeExtra(out: TextBytes, { extra, kind }: ImageRecord, attribute: string): void {
  if (!extra || kind === 'other') return;
  for (const key in extra)
    if (key !== attribute && key !== `${attribute}-metadata` && key !== 'frame-no')
      out.text(`,${JSON.stringify(key)}:${JSON.stringify(extra[key])}`);
}

const hasLabel = ({ kind, classes, mask }: ImageRecord) =>
  kind === 'shapes' || kind === 'classes' || (kind === 'class' && classes.length > 0) || (kind === 'mask' && !!mask);

/** The label's value as JSON. */
export function writeLabel(out: TextBytes, record: ImageRecord, classes: ClassMap): void {
  const { kind, shapes, width, height } = record;
  if (kind === 'mask') out.json(record.mask!.ref);
  else if (kind === 'class') out.number(classes.ids.get(record.classes[0]!.label)!);
  else if (kind === 'classes') out.text(JSON.stringify(record.classes.map(({ label }) => classes.ids.get(label))));
  else {
    out.text('{');
    if (width !== undefined)
      out.text('"image_size":[{"width":').number(width).text(',"height":').number(height!).text(',"depth":3}],');
    out.text('"annotations":[');
    for (let at = 0; at < shapes.length; at++) writeShape(at > 0 ? out.text(',') : out, shapes[at]!, classes);
    out.text(']}');
  }
}

function writeShape(out: TextBytes, shape: Shape, { ids }: ClassMap): void {
  const id = ids.get(shape.label)!;
  if (shape.polygons || shape.mask || shape.extra || shape.pose) out.text(oddShapeText(id, shape));
  else {
    out.text('{"class_id":').number(id).text(',"left":').number(shape.left).text(',"top":').number(shape.top);
    out.text(',"width":').number(shape.width).text(',"height":').number(shape.height).text('}');
  }
}

/**
 * What is particular to the label's kind in its metadata. A confidence that nobody stated is left out: 0 would be one.
 */
function writeMetadata(out: TextBytes, record: ImageRecord, classes: ClassMap): void {
  const { kind } = record;
  if (kind === 'shapes') writeShapesMetadata(out, record.shapes, classes);
  else if (kind === 'mask') {
    out.text('"internal-color-map":').text(JSON.stringify(colourMap(record.mask!)));
    out.text(',"type":"groundtruth/semantic-segmentation"');
  } else if (kind === 'class') {
    const [{ label, confidence }] = record.classes as [ImageClass];
    out.text('"class-name":').json(label);
    if (confidence !== undefined) out.text(',"confidence":').number(confidence);
    out.text(',"type":"groundtruth/image-classification"');
  } else {
    const ids = record.classes.map(({ label }) => classes.ids.get(label)!);
    const used: boolean[] = [];
    for (const id of ids) used[id] = true;
    writeClassMap(out, used, classes);
    const confidences = record.classes.flatMap(({ confidence }, at) =>
      confidence === undefined ? [] : `"${ids[at]}":${confidence}`,
    );
    out.text(`,"confidence-map":{${confidences.join(',')}},"type":"groundtruth/image-classification-multilabel"`);
  }
}

function writeShapesMetadata(out: TextBytes, shapes: readonly Shape[], classes: ClassMap): void {
  const used: boolean[] = [];
  let isPlain = true;
  out.text('"objects":[');
  for (let at = 0; at < shapes.length; at++) {
    const { label, confidence, polygons, mask } = shapes[at]!;
    used[classes.ids.get(label)!] = true;
    isPlain &&= !(polygons || mask);
    if (at > 0) out.text(',');
    if (confidence === undefined) out.text('{}');
    else out.text('{"confidence":').number(confidence).text('}');
  }
  writeClassMap(out.text('],'), used, classes);
  const schemas = poseSchemas(shapes, classes.ids);
  if (schemas) out.text(`,"keypoint-schemas":${JSON.stringify(schemas)}`);
  out.text(isPlain ? ',"type":"groundtruth/object-detection"' : ',"type":"groundtruth/custom"');
}

const colourMap = ({ colours }: MaskFile) =>
  Object.fromEntries(
    colours.map(({ index, hex, label = 'BACKGROUND', confidence }) => [
      String(index),
      { 'class-name': label, 'hex-color': hex, ...(confidence !== undefined && { confidence }) },
    ]),
  );

/** Only the classes on the line, as Ground Truth has it. @param used by class id */
function writeClassMap(out: TextBytes, used: readonly boolean[], { labels }: ClassMap): void {
  let before = '"class-map":{"';
  for (let id = 0; id < used.length; id++) {
    if (!used[id]) continue;
    out.text(before).number(id).text('":').json(labels[id]!);
    before = ',"';
  }
  out.text(used.length > 0 ? '}' : '"class-map":{}');
}

/**
 * Polygons as labelloop's own polygon jobs write them (`vertices`, and `parts` for further rings), masks by their runs.
 */
function oddShapeText(id: number, { left, top, width, height, polygons, mask, extra, pose }: Shape): string {
  const ring = (flat: number[]) =>
    Array.from({ length: flat.length / 2 }, (_, at) => ({ x: flat[2 * at]!, y: flat[2 * at + 1]! }));
  const place = polygons
    ? { vertices: ring(polygons[0]!), ...(polygons.length > 1 && { parts: polygons.slice(1).map(ring) }) }
    : mask
      ? { mask }
      : { left, top, width, height };
  return JSON.stringify({ ...extra, class_id: id, ...place, ...(pose && poseFields(pose)) });
}
