import { describe, expect, it } from '@jest/globals';
import { emptyBoxState } from '../../../../../shared/domain/consolidation/box-workers.ts';
import {
  consolidateKeypoints,
  type KeypointObject,
} from '../../../../../shared/domain/consolidation/drawn/keypoints.ts';
import { seededRandom } from '../../../../../shared/domain/seeded-random.ts';

const LABELS = ['nose', 'left eye', 'right eye', 'tail'];
const size = { width: 640, height: 480 };
const random = seededRandom(5);
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const within = (value: number, most: number) => Math.min(most, Math.max(0, value));
const FACES = Array.from({ length: 60 }, () => {
  const [x, y] = [120 + 380 * random(), 100 + 260 * random()];
  return [
    { label: 'nose', x, y: y + 12 },
    { label: 'left eye', x: x - 9, y },
    { label: 'right eye', x: x + 9, y },
    { label: 'tail', x: x + 60, y: y + 40 },
  ];
});

/**
 * The workers' points; `spreads`: standard deviation of each worker in pixels; a careless one also sets a third
 * anywhere.
 */
const crowd = (spreads: readonly number[], careless?: number): KeypointObject[] =>
  FACES.map((face, at) => ({
    objectId: String(at),
    size,
    answers: spreads.map((spread, worker) => ({
      workerId: `w${worker}`,
      keypoints: face.map(({ label, x, y }) =>
        worker === careless && random() < 1 / 3
          ? { label, x: random() * size.width, y: random() * size.height }
          : { label, x: within(x + spread * normal(), size.width), y: within(y + spread * normal(), size.height) },
      ),
    })),
  }));

type Points = ReadonlyArray<{ label: string; x: number; y: number }>;

/** Root mean square distance from the truth, pixels. */
function errorOf(points: readonly Points[]): number {
  const squares = FACES.flatMap((face, at) =>
    face.map(({ label, x, y }) => {
      const found = points[at]!.find((point) => point.label === label)!;
      return (found.x - x) ** 2 + (found.y - y) ** 2;
    }),
  );
  return Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / squares.length);
}

const ownPoints = (objects: readonly KeypointObject[], worker: number) =>
  objects.map(({ answers }) => answers[worker]!.keypoints);

describe('consolidated key points', () => {
  it('err by about the root of the number of workers less than one of them', () => {
    const objects = crowd([4, 4, 4, 4, 4]);
    const { objects: found } = consolidateKeypoints(objects, LABELS, emptyBoxState());
    expect(found.every(({ keypoints }) => keypoints.length === 4)).toBe(true);
    const alone = [0, 1, 2, 3, 4].map((worker) => errorOf(ownPoints(objects, worker)));
    const mean = alone.reduce((sum, error) => sum + error, 0) / 5;
    const ratio = errorOf(found.map(({ keypoints }) => keypoints)) / mean;
    expect(ratio).toBeLessThan(1.15 / Math.sqrt(5));
  });

  it('weigh a precise worker more than the others: they err less than the plain mean', () => {
    const objects = crowd([1.5, 8, 8]);
    const { objects: found } = consolidateKeypoints(objects, LABELS, emptyBoxState());
    const means = objects.map(({ answers }) =>
      LABELS.map((label) => {
        const own = answers.map(({ keypoints }) => keypoints.find((point) => point.label === label)!);
        const mean = (axis: 'x' | 'y') => own.reduce((sum, point) => sum + point[axis], 0) / own.length;
        return { label, x: mean('x'), y: mean('y') };
      }),
    );
    const best = found.map(({ keypoints }) => keypoints.filter(({ confidence }) => confidence >= 0.5));
    expect(errorOf(best)).toBeLessThan(0.6 * errorOf(means));
  });

  it('find the one careless worker of five, whose outliers are candidates and move nothing', () => {
    const objects = crowd([3, 3, 3, 3, 3], 4);
    const { objects: found, contribution } = consolidateKeypoints(objects, LABELS, emptyBoxState());
    const agreed = found.map(({ keypoints }) => keypoints.filter(({ confidence }) => confidence >= 0.5));
    expect(agreed.every(({ length }) => length === 4)).toBe(true);
    expect(errorOf(agreed)).toBeLessThan((1.3 * 3 * Math.SQRT2) / Math.sqrt(5));
    const spurious = Object.entries(contribution.workers).map(([id, counts]) => [id, counts.spurious] as const);
    const [worst, next] = spurious.sort((a, b) => b[1] - a[1]);
    expect(worst![0]).toBe('w4');
    expect(worst![1]).toBeGreaterThan(10 * Math.max(1, next![1]));
  });

  it('never take points of two labels for one, however close they are', () => {
    const face = [
      { label: 'left eye', x: 100, y: 100 },
      { label: 'right eye', x: 102, y: 100 },
    ];
    const answers = ['a', 'b', 'c'].map((workerId) => ({ workerId, keypoints: face }));
    const { objects } = consolidateKeypoints([{ objectId: '0', size, answers }], LABELS, emptyBoxState());
    expect(objects[0]!.keypoints.map(({ label, x, workers }) => [label, Math.round(x), workers]).sort()).toEqual([
      ['left eye', 100, 3],
      ['right eye', 102, 3],
    ]);
  });
});

describe('key points of several objects', () => {
  /** Two people close to each other; a worker counts objects as they like. */
  const people = (first: number, second: number, swapped = false) => [
    { label: 'nose', x: 100, y: 100, object: first },
    { label: 'tail', x: 100, y: 200, object: swapped ? second : first },
    { label: 'nose', x: 180, y: 100, object: second, visible: false },
    { label: 'tail', x: 180, y: 200, object: swapped ? first : second },
  ];
  const consolidate = (...answers: ReturnType<typeof people>[]) =>
    consolidateKeypoints(
      [{ objectId: '0', size, answers: answers.map((keypoints, at) => ({ workerId: `w${at}`, keypoints })) }],
      LABELS,
      emptyBoxState(),
    ).objects[0]!.keypoints.map(({ label, x, object, visible }) => [label, Math.round(x), object, visible]);

  it('belong to the object that most workers put them into, whatever numbers they gave; most say what is hidden', () => {
    expect(consolidate(people(1, 2), people(7, 3), people(1, 2, true)).sort()).toEqual([
      ['nose', 100, 1, undefined],
      ['nose', 180, 2, false],
      ['tail', 100, 1, undefined],
      ['tail', 180, 2, undefined],
    ]);
  });

  it('have no number where nobody told objects apart', () => {
    const alone = people(1, 2).map(({ object: _, ...point }) => point);
    const [found] = consolidateKeypoints(
      [{ objectId: '0', size, answers: ['a', 'b'].map((workerId) => ({ workerId, keypoints: alone })) }],
      LABELS,
      emptyBoxState(),
    ).objects;
    expect(found!.keypoints.every((point) => !('object' in point))).toBe(true);
  });
});
