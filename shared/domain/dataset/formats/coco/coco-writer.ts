import { ringsArea } from '../../../shapes/polygon.ts';
import { runsArea, runsToText } from '../../../shapes/run-length.ts';
import { TextBytes } from '../../bytes/text-bytes.ts';
import { ImageNames } from '../../image-names.ts';
import type { ImageRecord, Shape, Split } from '../../image-record.ts';
import { poseTriples } from '../../pose.ts';
import { PoseSchemas } from '../../pose-schemas.ts';
import { identityOfShape } from '../../track-identity.ts';
import type { DatasetTarget, DatasetWriter, OpenWriter, OutputFile, WriteOptions } from '../format.ts';
import { splitOrTrain } from '../format.ts';

/** COCO instances JSON, one file a side. */
export const cocoWriter: DatasetWriter = {
  keeps: new Set([
    'boxes',
    'polygons',
    'masks',
    'confidence',
    'provenance',
    'negatives',
    'attributes',
    'tracks',
    'image paths',
    'splits',
    'checked labels',
    'keypoints',
  ]),
  size: 'should',
  readsMasks: true,
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

/**
 * Annotations go straight into the document; the shorter list of images waits in a file beside it until theirs is
 * closed.
 */
async function openCocoFile(
  target: DatasetTarget,
  file: string,
  options: WriteOptions,
  names: ImageNames,
): Promise<OpenWriter> {
  const { classes } = options;
  const document = await target.open(file);
  const images = await target.spool();
  const poses = new PoseSchemas(options);
  const info = {
    description: 'made by labelloop',
    version: '1',
    ...(options.createdAt && { date_created: options.createdAt }),
  };
  await document.write(`{"info":${JSON.stringify(info)},"licenses":[],"annotations":[`);
  let imageId = 0;
  let annotationId = 0;
  const tracks = new TrackNumbers();
  const listed = (label: string) => {
    const schema = poses.of(label);
    return schema && { keypoints: schema.names, skeleton: schema.edges.map((edge) => edge.map((place) => place + 1)) };
  };
  const out = new TextBytes();
  const write = (record: ImageRecord, shapes: readonly Shape[]) => {
    imageId++;
    writeImage(out.text(imageId > 1 ? ',\n' : '\n'), record, imageId, options, names);
    const first = images.write(out.take());
    for (const shape of shapes) {
      annotationId++;
      if (shape.pose) poses.saw(shape, record.image);
      writeAnnotation(
        out.text(annotationId > 1 ? ',\n' : '\n'),
        shape,
        annotationId,
        imageId,
        classes.ids,
        tracks.of(record, shape),
      );
    }
    const second = document.write(out.take());
    return first || second ? Promise.all([first, second]).then(() => {}) : undefined;
  };
  return {
    add: (record) => write(record, record.shapes),
    async end() {
      await document.write('\n],"images":[');
      await copyInto(document, images.takeBack());
      const categories = classes.labels.map((name, id) => ({ id: id + 1, name, supercategory: '', ...listed(name) }));
      await document.write(`\n],"categories":${JSON.stringify(categories)}}\n`);
      await document.end();
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
  track: number | undefined,
): void {
  const { left, top, width, height, label, confidence, polygons, mask, extra, pose } = shape;
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
  if (pose) out.text(`,"keypoints":${JSON.stringify(poseTriples(pose))},"num_keypoints":`).number(pose.points.length);
  if (confidence !== undefined) out.text(',"score":').number(confidence);
  if (track !== undefined) out.text(',"track_id":').number(track);
  if (extra) {
    const { iscrowd, track_id: _, ...attributes } = extra;
    if (Object.keys(attributes).length > 0) out.text(`,"attributes":${JSON.stringify(attributes)}`);
  }
  out.text('}');
}

/** Numbers of objects through the frames of a folder, from 1, each its own in the document. */
class TrackNumbers {
  readonly #numbers = new Map<string, number>();

  of({ image }: ImageRecord, shape: Shape): number | undefined {
    const identity = identityOfShape(shape);
    if (!identity) return undefined;
    const key = JSON.stringify([image.slice(0, image.lastIndexOf('/') + 1), identity['object-id']]);
    const number = this.#numbers.get(key) ?? this.#numbers.size + 1;
    this.#numbers.set(key, number);
    return number;
  }
}
