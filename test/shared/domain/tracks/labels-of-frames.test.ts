import { expect, it } from '@jest/globals';
import { boundingBoxLabelSchema, boundingBoxMetadataSchema } from '../../../../shared/contracts/manifest-line.ts';
import { labelsOfFrames } from '../../../../shared/domain/tracks/labels-of-frames.ts';

const sequence = {
  prefix: 's3://b/images/',
  'number-of-frames': 2,
  frames: [
    { 'frame-no': 1, frame: 'a.jpg' },
    { 'frame-no': 0, frame: 'z.jpg' },
  ],
};
const metadata = {
  'class-map': { 0: 'car', 1: 'bus' },
  type: 'groundtruth/video-object-tracking',
  'human-annotated': 'yes',
  'creation-date': '2026-01-01T00:00:00',
  'job-name': 'labeling-job/x',
};
const reading = { attribute: 'bounding-box', sizeOf: () => ({ width: 64, height: 48 }) };

it('a label of a sequence is labels of boxes of its frames, with who is who', () => {
  const box = { left: 1, top: 2, width: 3, height: 4, 'class-id': '1', 'object-id': 'o', 'object-name': 'bus:1' };
  const label = {
    'tracking-annotations': [
      { 'frame-no': 0, frame: 'z.jpg', annotations: [] },
      { 'frame-no': 1, frame: 'a.jpg', annotations: [box] },
    ],
  };
  const [first, second] = labelsOfFrames(sequence, label, metadata, reading);
  expect([first!['source-ref'], second!['source-ref']]).toEqual(['s3://b/images/z.jpg', 's3://b/images/a.jpg']);
  expect(boundingBoxLabelSchema.parse(first!['bounding-box']).annotations).toEqual([]);
  const { 'class-id': _, ...place } = box;
  expect(boundingBoxLabelSchema.parse(second!['bounding-box'])).toEqual({
    image_size: [{ width: 64, height: 48, depth: 3 }],
    annotations: [{ class_id: 1, ...place }],
  });
  expect(boundingBoxMetadataSchema.parse(second!['bounding-box-metadata'])).toEqual({
    ...metadata,
    objects: [{}],
    'class-map': { 1: 'bus' },
    type: 'groundtruth/object-detection',
  });
});

it('frames of a sequence that nobody labeled have the reason and no label', () => {
  const failed = { 'failure-reason': 'everybody declined' };
  for (const line of labelsOfFrames(sequence, undefined, failed, reading))
    expect(line).toEqual({ 'source-ref': expect.any(String), 'bounding-box-metadata': failed });
});
