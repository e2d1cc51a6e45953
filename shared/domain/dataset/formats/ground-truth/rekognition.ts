import { TextBytes } from '../../bytes/text-bytes.ts';
import { type ImageRecord, labelsOf } from '../../image-record.ts';
import type { DatasetReader, DatasetWriter, OutputFile, WriteOptions } from '../format.ts';
import { choosePair } from './ground-truth-line.ts';
import { readManifest } from './ground-truth-reader.ts';
import { manifestFileOf, plainBox, sourceRef, writeManifestLine } from './ground-truth-writer.ts';
import type { LabelPair } from './label-parts.ts';

/** @see Rekognition Custom Labels developer guide, "Guidelines and quotas" and "Debugging a failed model training" */
const LIMITS = {
  lines: 250_000,
  manifestBytes: 1e9,
  labels: 250,
  boxesPerImage: 50,
  labelsPerImage: 50,
  minimumSide: 64,
  maximumSide: 4096,
  aspect: 20,
};

/** Rekognition's manifest is Ground Truth's, with a pair of attributes for each label of an image that has several. */
export const rekognitionReader: DatasetReader = {
  read: (source, options) => readManifest(source, options, joinClasses),
};

/** All class attributes of a line as one attribute of several classes; anything else as Ground Truth has it. */
function joinClasses(pairs: readonly LabelPair[], attribute: string | undefined): LabelPair | undefined {
  const classes = pairs.filter(({ metadata }) => typeof metadata['class-name'] === 'string');
  const [first] = classes;
  if (attribute !== undefined || !first || classes.length < 2) return choosePair(pairs, attribute);
  const ids = classes.map((_, index) => index);
  return {
    name: first.name.replace(/\d+$/, ''),
    value: ids,
    metadata: {
      ...first.metadata,
      'class-map': Object.fromEntries(classes.map(({ metadata }, id) => [String(id), metadata['class-name']])),
      'confidence-map': Object.fromEntries(classes.map(({ metadata }, id) => [String(id), metadata.confidence])),
    },
  };
}

/** Rekognition Custom Labels' manifest; what its import would refuse is reported by its own error codes. */
export const rekognitionWriter: DatasetWriter = {
  keeps: new Set(['boxes', 'classes', 'confidence', 'provenance', 'negatives', 'image paths', 'splits']),
  size: 'must',
  async open(target, options) {
    const files = new Map<string, ManifestFile>();
    const used = new Set<string>();
    const out = new TextBytes();
    let bucket: string | undefined;
    let isDetection = false;
    const write = (side: ManifestFile, record: ImageRecord) => {
      if (record.kind === 'shapes') writeBoxLine(out, record, options);
      else writeClassLine(out, record, options);
      bucket = checkImage(record, bucket, options);
      isDetection ||= record.kind === 'shapes';
      if (used.size < options.classes.labels.length) for (const label of labelsOf(record)) used.add(label);
      const bytes = out.take();
      side.lines++;
      side.bytes += bytes.length;
      return side.file.write(bytes);
    };
    return {
      add(record) {
        const name = manifestFileOf(record);
        const side = files.get(name);
        if (side) return write(side, record);
        return target.open(name).then((file) => {
          const opened = { file, lines: 0, bytes: 0 };
          files.set(name, opened);
          return write(opened, record);
        });
      },
      async end() {
        for (const [name, { file, lines, bytes }] of files) {
          await file.end();
          if (lines > LIMITS.lines)
            refuse(
              options,
              'ERROR_MANIFEST_SIZE_TOO_LARGE',
              `${name} has ${lines} lines; Rekognition takes ${LIMITS.lines}`,
            );
          if (bytes > LIMITS.manifestBytes)
            refuse(options, 'ERROR_MANIFEST_SIZE_TOO_LARGE', `${name} has ${bytes} bytes; Rekognition takes 1 GB`);
        }
        if (files.size === 0) refuse(options, 'ERROR_EMPTY_MANIFEST', 'there is no labeled image');
        if (used.size > LIMITS.labels)
          refuse(options, 'ERROR_MANIFEST_TOO_MANY_LABELS', `${used.size} labels; Rekognition takes ${LIMITS.labels}`);
        if (files.size > 0 && used.size < (isDetection ? 1 : 2))
          refuse(
            options,
            'ERROR_MANIFEST_TOO_FEW_LABELS',
            `${used.size} labels; Rekognition needs ${isDetection ? 'one' : 'two'}`,
          );
      },
    };
  },
};

interface ManifestFile {
  file: OutputFile;
  lines: number;
  bytes: number;
}

/**
 * Written all the same: the person decides whether to put it right, and Rekognition skips up to a fifth of bad lines.
 */
function refuse({ report }: Pick<WriteOptions, 'report'>, code: string, reason: string, image?: string): void {
  report({ severity: 'changed', code, reason, ...(image !== undefined && { image }) });
}

function writeBoxLine(out: TextBytes, record: ImageRecord, options: WriteOptions): void {
  const { shapes, image } = record;
  if (shapes.length > LIMITS.boxesPerImage)
    refuse(
      options,
      'ERROR_TOO_MANY_BOUNDING_BOXES',
      `${shapes.length} boxes; Rekognition takes ${LIMITS.boxesPerImage} an image`,
      image,
    );
  const isPlain = shapes.every(
    ({ confidence, polygons, mask, extra }) => confidence !== undefined && !(polygons || mask || extra),
  );
  const boxes = isPlain ? shapes : shapes.map((shape) => ({ ...plainBox(shape), confidence: shape.confidence ?? 1 }));
  const isBare = isPlain && record.extra === undefined && record.checkedFor === undefined;
  writeManifestLine(out, isBare ? record : { ...bare(record), shapes: boxes }, options);
}

/** One attribute pair a label; Rekognition reads the name, not the number. */
function writeClassLine(out: TextBytes, record: ImageRecord, options: WriteOptions): void {
  const { classes, image } = record;
  if (classes.length > LIMITS.labelsPerImage)
    refuse(
      options,
      'ERROR_TOO_MANY_LABELS',
      `${classes.length} labels; Rekognition takes ${LIMITS.labelsPerImage} an image`,
      image,
    );
  const line: Record<string, unknown> = { 'source-ref': sourceRef(image, options.imagePrefix) };
  for (const [index, { label, confidence = 1 }] of classes.entries()) {
    const name = classes.length > 1 ? `${options.attribute}${index}` : options.attribute;
    line[name] = options.classes.ids.get(label);
    line[`${name}-metadata`] = {
      confidence,
      'class-name': label,
      'human-annotated': record.annotatedBy === 'machine' ? 'no' : 'yes',
      'creation-date': record.createdAt ?? options.createdAt,
      type: 'groundtruth/image-classification',
      'job-name': record.jobName ?? options.jobName,
    };
  }
  out.text(`${JSON.stringify(line)}\n`);
}

const bare = ({ extra: _, checkedFor: _checked, ...record }: ImageRecord): ImageRecord => record;

/** @returns the bucket that all images must be in, as `s3://bucket/` */
function checkImage({ image, width, height }: ImageRecord, bucket: string | undefined, options: WriteOptions) {
  const ref = sourceRef(image, options.imagePrefix);
  const isThere = bucket !== undefined && ref.startsWith(bucket) && ref.length > bucket.length;
  const own = isThere ? bucket : /^s3:\/\/[^/]+\/(?=.)/.exec(ref)?.[0];
  if (own === undefined)
    refuse(
      options,
      'ERROR_INVALID_SOURCE_REF_FORMAT',
      'the image is no S3 URI; give --image-prefix s3://bucket/folder/',
      image,
    );
  else if (bucket !== undefined && own !== bucket)
    refuse(options, 'ERROR_IMAGES_IN_MULTIPLE_S3_BUCKETS', `the image is in ${own}, earlier ones in ${bucket}`, image);
  if (!/\.(jpe?g|png)$/i.test(image)) refuse(options, 'ERROR_INVALID_IMAGE', 'Rekognition takes JPEG and PNG', image);
  if (width !== undefined && height !== undefined) {
    const [short, long] = [Math.min(width, height), Math.max(width, height)];
    if (short < LIMITS.minimumSide || long > LIMITS.maximumSide || long / short > LIMITS.aspect)
      refuse(
        options,
        'ERROR_INVALID_IMAGE_DIMENSION',
        `${width} x ${height}; Rekognition takes 64 to 4096 pixels a side and 20:1 at most`,
        image,
      );
  }
  return bucket ?? own;
}
