import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { seqLabelSchema } from '../../../../shared/contracts/frame-sequence.ts';
import { framesOf, tracksOfSeqLabel, writeSeqLabel } from '../../../../shared/domain/tracks/sequence-label.ts';

const REAL = join(process.env.LABELLOOP_SHARED ?? '../shared', 'data/gt_video/SeqLabel.json');
const itOnRealLabels = existsSync(REAL) ? it : it.skip;

itOnRealLabels('a label that Ground Truth wrote becomes tracks and comes back with every box, id and attribute', () => {
  const text = readFileSync(REAL, 'utf8');
  const document = seqLabelSchema.parse(JSON.parse(text));
  const frames = framesOf(document);
  const places = new Map(frames.map(({ frame }, at) => [frame, at]));
  const tracks = tracksOfSeqLabel(
    document,
    frames.length,
    (frame) => places.get(frame),
    () => 'HEL',
  );
  const written = framesOf(
    writeSeqLabel(
      tracks,
      frames.map(({ frame }, at) => ({ 'frame-no': at, frame })),
      ['HEL'],
      'tracking',
    ),
  );
  const boxesOf = (record: (typeof frames)[number]) =>
    new Map(record.annotations.map((annotation) => [annotation['object-id'], annotation]));
  let boxes = 0;
  for (const [at, record] of frames.entries()) {
    const back = boxesOf(written[at]!);
    expect([...back.keys()].sort()).toEqual([...boxesOf(record).keys()].sort());
    for (const [id, annotation] of boxesOf(record)) {
      boxes += 1;
      const { left, top, width, height, ...rest } = back.get(id)!;
      const { left: x, top: y, width: w, height: h, ...others } = annotation;
      expect(rest).toEqual(others);
      expect([left - x, top - y, width - w, height - h].every((off) => Math.abs(off) <= 0.01)).toBe(true);
    }
  }
  expect({ boxes, tracks: tracks.length }).toEqual({ boxes: 4180, tracks: 20 });
});

it('boxes of detection are objects of one frame each', () => {
  const annotation = { left: 1, top: 2, width: 3, height: 4, 'class-id': '0', 'label-category-attributes': {} };
  const document = {
    'detection-annotations': [
      { 'frame-no': 0, frame: 'a.jpg', annotations: [annotation, annotation], 'frame-attributes': {} },
      { 'frame-no': 1, frame: 'b.jpg', annotations: [annotation], 'frame-attributes': { light: 'dim' } },
    ],
  };
  const tracks = tracksOfSeqLabel(
    document,
    2,
    (frame) => ['a.jpg', 'b.jpg'].indexOf(frame),
    () => 'bird',
  );
  expect(tracks).toHaveLength(3);
  const frames = [
    { 'frame-no': 0, frame: 'a.jpg' },
    { 'frame-no': 1, frame: 'b.jpg', attributes: { light: 'dim' } },
  ];
  expect(writeSeqLabel(tracks, frames, ['bird'], 'detection')).toEqual(document);
});
