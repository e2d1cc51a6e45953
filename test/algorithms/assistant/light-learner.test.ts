import { expect, it } from '@jest/globals';
import type { CellFeatures } from '../../../algorithms/assistant/cell-features.ts';
import type { AnsweredImage } from '../../../algorithms/assistant/light-head.ts';
import { LightLearner } from '../../../algorithms/assistant/light-learner.ts';
import { solveRidge } from '../../../algorithms/assistant/ridge.ts';
import { randomFor } from '../../../algorithms/onnx/random.ts';
import { intersectionOverUnion } from '../../../shared/domain/shapes/bounding-box.ts';

const COLUMNS = 12;
const ROWS = 9;
const CELL = 10;
const CHANNELS = 24;

/** An image whose cells are noise, but for two channels by which objects of the two classes are seen. */
function imageOf(seed: number): AnsweredImage {
  const random = randomFor(seed, 3);
  const boxes = [0, 1].map((class_id) => ({
    class_id,
    left: 10 + 60 * class_id + Math.floor(random() * 15),
    top: Math.floor(random() * 50),
    width: 30,
    height: 40,
  }));
  const values = Float32Array.from({ length: COLUMNS * ROWS * CHANNELS }, () => random() * 0.3);
  for (let cell = 0; cell < COLUMNS * ROWS; cell++) {
    const x = ((cell % COLUMNS) + 0.5) * CELL;
    const y = (Math.floor(cell / COLUMNS) + 0.5) * CELL;
    for (const { class_id, left, top, width, height } of boxes) {
      const [acrossX, acrossY] = [(x - left) / width - 0.5, (y - top) / height - 0.5];
      if (Math.max(Math.abs(acrossX), Math.abs(acrossY)) > 0.5) continue;
      const seen = cell * CHANNELS;
      values[seen + class_id] = 1.5 - Math.hypot(acrossX, acrossY);
      values[seen + 2] = acrossX + 0.5;
      values[seen + 3] = acrossY + 0.5;
    }
  }
  const features: CellFeatures = {
    ...{ columns: COLUMNS, rows: ROWS, channels: CHANNELS, values },
    image: { width: COLUMNS * CELL, height: ROWS * CELL },
    cell: { width: CELL, height: CELL },
  };
  return { features, boxes };
}

it('suggests nothing before it has seen a box, and after some answers most objects of the next images, and little else', () => {
  const learner = new LightLearner(2);
  learner.answer({ ...imageOf(0), boxes: [] });
  learner.fit();
  expect(learner.suggest(imageOf(99).features)).toEqual([]);
  for (let seed = 1; seed <= 12; seed++) {
    learner.answer(imageOf(seed));
    learner.fit();
  }
  let [right, given] = [0, 0];
  for (let seed = 50; seed < 60; seed++) {
    const { features, boxes } = imageOf(seed);
    for (const box of learner.suggest(features)) {
      given++;
      if (intersectionOverUnion(box, boxes[box.class_id]!) >= 0.5) right++;
    }
  }
  expect(right / 20).toBeGreaterThanOrEqual(0.8);
  expect(right / given).toBeGreaterThanOrEqual(0.8);
});

it('does the same again after the same answers', () => {
  const [one, other] = [0, 1].map(() => {
    const learner = new LightLearner(2);
    for (let seed = 1; seed <= 3; seed++) learner.answer(imageOf(seed));
    learner.fit();
    return learner.suggest(imageOf(50).features);
  });
  expect(one).toEqual(other);
});

it('tells numbers by ridge regression: exactly what lies on a line when nothing is the penalty, the mean when all is', () => {
  const rows = [
    [0, 1, 2],
    [1, 0, 5],
    [3, 3, 1],
  ].map((row) => Float32Array.from(row));
  const targets = rows.map(([a, b, c]) => 2 * a! - b! + 0.5 * c! + 7);
  const told = (weights: Float32Array, row: Float32Array) =>
    row.reduce((sum, value, at) => sum + value * weights[at]!, weights[3]!);
  const [exact] = solveRidge(rows, [targets], 1e-6);
  rows.forEach((row, at) => {
    expect(told(exact!, row)).toBeCloseTo(targets[at]!, 3);
  });
  const [flat] = solveRidge(rows, [targets], 1e9);
  expect(told(flat!, rows[0]!)).toBeCloseTo(targets.reduce((sum, value) => sum + value, 0) / 3, 3);
});
