import * as z from 'zod/mini';
import { boundingBoxLabelSchema } from '../../shared/contracts/manifest-line.ts';
import type { WorkerAnswer } from '../../shared/domain/answer-kinds/worker-answer.ts';
import { decodePng } from '../../shared/domain/images/png-pixels.ts';
import { InvalidDocumentError } from '../../shared/errors.ts';
import { pngCodec } from '../../shared/handler/png-codec.ts';
import type { Files } from '../engine-ports.ts';
import type { JobDocument } from './job-document.ts';

const classSchema = z.union([z.int(), z.string().check(z.regex(/^\d+$/))]);
const classSetSchema = z.array(z.int());
const polygonLabelSchema = z.object({
  image_size: z.array(z.object({ width: z.number(), height: z.number() })).check(z.minLength(1)),
  annotations: z.array(
    z.object({
      class_id: z.int(),
      vertices: z.array(z.object({ x: z.number(), y: z.number() })).check(z.minLength(3)),
    }),
  ),
});
const maskUriSchema = z.string().check(z.startsWith('s3://'));
const maskMetadataSchema = z.object({
  'internal-color-map': z.record(z.string(), z.object({ 'class-name': z.string(), 'hex-color': z.string() })),
});

/**
 * A label of an output manifest as the answer that a perfect worker would have given; masks are read from where it points.
 * @param label the value of the label attribute @param metadata that of `<attribute>-metadata`
 * @throws InvalidDocumentError when it is no label of the job, ObjectMissingError when its mask is gone
 */
export async function knownAnswer(
  label: unknown,
  metadata: unknown,
  { labels, taskType }: Pick<NonNullable<JobDocument['ledger']>, 'labels' | 'taskType'>,
  files: Pick<Files, 'readBytes'>,
): Promise<WorkerAnswer> {
  const nameOf = (id: number | string) => {
    const name = labels[Number(id)];
    if (name === undefined) throw new InvalidDocumentError(`has the class ${id}; the job has ${labels.length} labels`);
    return name;
  };
  const boxes = boundingBoxLabelSchema.safeParse(label);
  // No annotation tells boxes from polygons where there are none.
  if (boxes.success && taskType !== 'polygon') {
    const { image_size, annotations } = boxes.data;
    const known = annotations.map(({ class_id, ...box }) => ({ label: nameOf(class_id), ...box }));
    return { kind: 'boxes', size: image_size[0]!, boxes: known, adjusted: undefined };
  }
  const polygons = polygonLabelSchema.safeParse(label);
  if (polygons.success) {
    const { image_size, annotations } = polygons.data;
    const known = annotations.map(({ class_id, vertices }) => ({ label: nameOf(class_id), vertices }));
    return { kind: 'polygons', size: image_size[0]!, polygons: known };
  }
  const mask = maskUriSchema.safeParse(label);
  if (mask.success) return knownMask(await files.readBytes(mask.data), metadata, labels);
  const oneClass = classSchema.safeParse(label);
  if (oneClass.success) return { kind: 'label', label: nameOf(oneClass.data), comment: undefined };
  const classes = classSetSchema.safeParse(label);
  if (classes.success) return { kind: 'labels', labels: classes.data.map(nameOf) };
  throw new InvalidDocumentError('has no label of boxes, polygons, a mask, a class or classes');
}

function knownMask(bytes: Uint8Array, metadata: unknown, labels: readonly string[]): WorkerAnswer {
  const read = maskMetadataSchema.safeParse(metadata);
  if (!read.success)
    throw new InvalidDocumentError('has a mask without internal-color-map, which says what its colours are');
  const colours = Object.values(read.data['internal-color-map']).flatMap((entry) =>
    labels.includes(entry['class-name']) ? [[entry['class-name'], entry['hex-color']] as const] : [],
  );
  const { width, height } = decodePng(bytes, pngCodec);
  return {
    kind: 'mask',
    size: { width, height },
    colours: Object.fromEntries(colours),
    pngBase64: Buffer.from(bytes).toString('base64'),
  };
}
