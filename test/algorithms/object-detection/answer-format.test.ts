import { expect, it } from '@jest/globals';
import { builtInAnswer } from '../../../algorithms/object-detection/answer-format.ts';
import { parseDetections } from '../../../shared/domain/models/detections.ts';

const size = { width: 200, height: 100 };
const box = { class_id: 1, left: 50, top: 10, width: 100, height: 80, confidence: 0.75 };
const detected = { image_size: [{ ...size, depth: 3 }], annotations: [box], 'class-map': { 0: 'cat', 1: 'dog' } };

it('answers rows of class, score and corners as shares of the image', () => {
  expect(builtInAnswer(detected, '*/*')).toEqual({ prediction: [[1, 0.75, 0.25, 0.1, 0.75, 0.9]] });
});

it.each(['application/json;annotation=1', 'application/json; annotation=1'])(
  'answers pixels for Accept %s',
  (accept) => {
    const { confidence: score, ...place } = box;
    expect(builtInAnswer(detected, accept)).toEqual({
      image_size: detected.image_size,
      annotations: [{ ...place, score }],
    });
  },
);

it.each(['', 'application/json;annotation=1'])(
  'answers what our own pipeline reads from the built-in (Accept: %s)',
  (accept) => {
    expect(parseDetections(JSON.stringify(builtInAnswer(detected, accept)), size, 'the answer')).toEqual([box]);
  },
);
