import type { FrameRecord } from '../../../tracks/sequence-label.ts';
import { baseName } from '../../image-names.ts';
import type { Shape } from '../../image-record.ts';
import { attributesBeside, identityOfShape } from '../../track-identity.ts';
import type { DatasetWriter, WriteOptions } from '../format.ts';
import { SequenceShelf, type ShelvedSequence } from '../tracks/sequence-shelf.ts';

/**
 * A folder a sequence with its `SeqLabel.json` and the `sequence.json` that a video frame job takes, and the manifest
 * of them all.
 */
export const seqLabelWriter: DatasetWriter = {
  keeps: new Set(['boxes', 'tracks', 'attributes', 'negatives', 'image paths']),
  size: 'need not',
  async open(target, options) {
    const shelf = new SequenceShelf();
    return {
      add: (record) => void shelf.add(record),
      async end() {
        const lines: string[] = [];
        let number = 0;
        for (const sequence of shelf.sequences()) {
          const { document, task } = labelOf(sequence, options);
          number += 1;
          await target.write(`${sequence.name}/SeqLabel.json`, JSON.stringify(document));
          await target.write(`${sequence.name}/sequence.json`, JSON.stringify(sequenceFile(sequence, number, options)));
          lines.push(`${JSON.stringify(lineOf(sequence, task, options))}\n`);
        }
        await target.write('output.manifest', lines.join(''));
      },
    };
  },
};

function labelOf({ frames }: ShelvedSequence, { classes }: WriteOptions) {
  const task = frames.some(({ shapes }) => shapes.some(identityOfShape)) ? 'tracking' : 'detection';
  const records = frames.map(({ image, shapes, extra }, at): FrameRecord => {
    const attributes = extra?.['frame-attributes'] as FrameRecord['frame-attributes'];
    return {
      annotations: shapes.map((shape, place) => ({
        height: shape.height,
        width: shape.width,
        top: shape.top,
        left: shape.left,
        'class-id': String(classes.ids.get(shape.label)),
        ...describe(shape),
        ...(task === 'tracking' && (identityOfShape(shape) ?? { 'object-id': `${at}:${place}` })),
      })),
      'frame-no': at,
      frame: baseName(image),
      ...(attributes && { 'frame-attributes': attributes }),
    };
  });
  return { task, document: { [`${task}-annotations`]: records } };
}

/** Attributes as Ground Truth has them; of other formats' those that are texts or numbers. */
function describe(shape: Shape) {
  const attributes: Record<string, string | number> = {};
  let isOccluded = false;
  for (const [key, value] of attributesBeside(shape)) {
    if (key === 'label-category-attributes' && typeof value === 'object') Object.assign(attributes, value);
    else if (key === 'occluded') isOccluded = value === true || Number(value) === 1;
    else if (typeof value === 'string' || typeof value === 'number') attributes[key] = value;
  }
  return { 'label-category-attributes': attributes, ...(isOccluded && { occluded: true }) };
}

const prefixOf = ({ frames, name }: ShelvedSequence, { imagePrefix }: WriteOptions) => {
  const { image } = frames[0]!;
  return image.startsWith('s3://') ? image.slice(0, image.lastIndexOf('/') + 1) : `${imagePrefix}${name}/`;
};

const sequenceFile = (sequence: ShelvedSequence, number: number, options: WriteOptions) => ({
  'seq-no': number,
  prefix: prefixOf(sequence, options),
  'number-of-frames': sequence.frames.length,
  frames: sequence.frames.map(({ image }, at) => ({ 'frame-no': at, frame: baseName(image) })),
});

function lineOf(sequence: ShelvedSequence, task: string, options: WriteOptions) {
  const { classes, createdAt, jobName } = options;
  const attribute = options.attribute.endsWith('-ref') ? options.attribute : `${options.attribute}-ref`;
  const prefix = prefixOf(sequence, options);
  return {
    'source-ref': `${prefix}sequence.json`,
    [attribute]: `${prefix}SeqLabel.json`,
    [`${attribute}-metadata`]: {
      'class-map': Object.fromEntries(classes.labels.map((label, id) => [String(id), label])),
      'human-annotated': 'yes',
      ...(createdAt && { 'creation-date': createdAt }),
      ...(jobName && { 'job-name': jobName }),
      type: `groundtruth/video-object-${task}`,
    },
  };
}
