import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { drawAs, makeCrowd } from '../../../../bench/consolidation/simulated-crowd.ts';
import { type BoxObject, consolidateBoundingBoxes } from '../../../../shared/domain/consolidation/bounding-boxes.ts';
import { addBoxStates, emptyBoxState } from '../../../../shared/domain/consolidation/box-workers.ts';
import { seededRandom } from '../../../../shared/domain/seeded-random.ts';
import { intersectionOverUnion } from '../../../../shared/domain/shapes/bounding-box.ts';

const LABELS = ['cat', 'dog', 'bird'];
const IMAGE = {
  width: 640,
  height: 480,
  truth: [
    { label: 'cat', left: 50, top: 60, width: 120, height: 90 },
    { label: 'dog', left: 300, top: 200, width: 80, height: 140 },
    { label: 'bird', left: 500, top: 40, width: 40, height: 30 },
  ],
};

function labelImages(count: number, workers: number, seed: number): BoxObject[] {
  const random = seededRandom(seed);
  const crowd = makeCrowd(workers, seed);
  return Array.from({ length: count }, (_, index) => ({
    objectId: String(index),
    answers: crowd.map((worker) => ({ workerId: worker.id, boxes: drawAs(worker, IMAGE, [], LABELS, random) })),
  }));
}

const agreed = (objects: BoxObject[], state = emptyBoxState()) =>
  consolidateBoundingBoxes(objects, LABELS, state).objects.map(({ boxes }) =>
    boxes.filter((box) => box.confidence >= 0.5),
  );

const box = (left: number, label = 'cat', size = 100) => ({ label, left, top: 50, width: size, height: size });
const one = (...boxes: Array<ReturnType<typeof box>>) => boxes;
const answers = (...drawn: Array<ReturnType<typeof one>>): BoxObject => ({
  objectId: '0',
  answers: drawn.map((boxes, index) => ({ workerId: `w${index}`, boxes })),
});

describe('consolidating boxes', () => {
  it('finds the objects of a crowd with a spammer and a careless worker', () => {
    const found = agreed(labelImages(20, 5, 1));
    const right = found.flatMap((boxes) =>
      IMAGE.truth.filter((truth) =>
        boxes.some((b) => b.label === truth.label && intersectionOverUnion(b, truth) > 0.7),
      ),
    );
    expect(right.length).toBeGreaterThanOrEqual(57);
    expect(found.flat().length).toBeLessThanOrEqual(62);
  });

  it('answers the same bytes whatever the order of workers and boxes', () => {
    const objects = labelImages(4, 5, 2);
    const expected = JSON.stringify(consolidateBoundingBoxes(objects, LABELS, emptyBoxState()));
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (order) => {
        const shuffled = objects.map((object) => ({
          ...object,
          answers: shuffle(object.answers, order).map((answer) => ({ ...answer, boxes: shuffle(answer.boxes, order) })),
        }));
        expect(JSON.stringify(consolidateBoundingBoxes(shuffled, LABELS, emptyBoxState()))).toBe(expected);
      }),
      { numRuns: 15 },
    );
  });

  it('keeps the only worker: boxes as drawn', () => {
    const [boxes] = agreed([answers(one(box(10), box(300, 'dog')))]);
    expect(boxes).toHaveLength(2);
    expect(boxes!.map((b) => [b.label, Math.round(b.left), Math.round(b.width)]).sort()).toEqual([
      ['cat', 10, 100],
      ['dog', 300, 100],
    ]);
  });

  it('finds nothing where everybody saw nothing', () => {
    expect(agreed([answers(one(), one(), one())])).toEqual([[]]);
    expect(agreed([{ objectId: '0', answers: [] }])).toEqual([[]]);
  });

  it('does not take the box of one worker in five, and keeps it as a candidate', () => {
    const object = answers(one(box(10), box(400)), one(box(12)), one(box(9)), one(box(10)), one(box(11)));
    const [result] = consolidateBoundingBoxes([object], LABELS, emptyBoxState()).objects;
    expect(result!.boxes.map((b) => [Math.round(b.left / 10), b.confidence >= 0.5])).toEqual([
      [1, true],
      [40, false],
    ]);
  });

  it('is not pulled by one huge box', () => {
    const huge = { label: 'cat', left: 0, top: 0, width: 640, height: 480 };
    const [boxes] = agreed([answers(one(box(100)), one(box(101)), one(box(99)), one(box(100)), [huge])]);
    expect(boxes).toHaveLength(1);
    expect(Math.abs(boxes![0]!.left - 100)).toBeLessThan(3);
  });

  it('keeps touching objects apart', () => {
    const pair = () => one(box(100), box(200));
    const [boxes] = agreed([answers(pair(), pair(), pair())]);
    expect(boxes!.map((b) => Math.round(b.left)).sort()).toEqual([100, 200]);
  });

  it('counts a double box of one worker once', () => {
    const [boxes] = agreed([answers(one(box(100), box(103)), one(box(100)), one(box(101)))]);
    expect(boxes).toHaveLength(1);
    expect(boxes![0]!.workers).toBe(3);
  });

  it('trusts the workers that earlier batches have shown to be right', () => {
    const history = labelImages(60, 5, 3).map((object) => object);
    const { contribution } = consolidateBoundingBoxes(history, LABELS, emptyBoxState());
    const [careful, spammer] = [makeCrowd(5, 3)[0]!.id, makeCrowd(5, 3)[4]!.id];
    const disputed: BoxObject = {
      objectId: 'x',
      answers: [
        { workerId: careful, boxes: one(box(100)) },
        { workerId: spammer, boxes: one(box(400)) },
      ],
    };
    const [result] = consolidateBoundingBoxes([disputed], LABELS, contribution).objects;
    const confidence = (left: number) => result!.boxes.find((b) => Math.abs(b.left - left) < 20)!.confidence;
    expect(confidence(100)).toBeGreaterThan(confidence(400) + 0.1);
  });

  it('adds contributions up in any order to the same state', () => {
    const [a, b] = [1, 2].map(
      (seed) => consolidateBoundingBoxes(labelImages(3, 5, seed), LABELS, emptyBoxState()).contribution,
    );
    const rounded = (value: unknown) =>
      JSON.parse(JSON.stringify(value, (_, v) => (typeof v === 'number' ? Number(v.toFixed(9)) : v)));
    expect(rounded(addBoxStates(a!, b!))).toEqual(rounded(addBoxStates(b!, a!)));
  });

  it('never fails and never leaves 0..1, whatever is drawn', () => {
    const number = fc.double({ min: -50, max: 700, noNaN: true });
    const size = fc.double({ min: 0.01, max: 700, noNaN: true });
    const drawn = fc.array(
      fc.record({ label: fc.constantFrom(...LABELS), left: number, top: number, width: size, height: size }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(fc.array(drawn, { maxLength: 6 }), (all) => {
        const object: BoxObject = {
          objectId: '0',
          answers: all.map((boxes, index) => ({ workerId: `w${index}`, boxes })),
        };
        const { objects } = consolidateBoundingBoxes([object], LABELS, emptyBoxState());
        const total = objects[0]!.boxes.reduce((sum, b) => sum + b.workers, 0);
        expect(total).toBe(all.flat().length);
        for (const b of objects[0]!.boxes) {
          expect(b.confidence).toBeGreaterThanOrEqual(0);
          expect(b.confidence).toBeLessThanOrEqual(1);
          expect(b.width > 0 && b.height > 0 && Number.isFinite(b.left + b.top)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('gets through two thousand boxes of one worker', () => {
    const flood = Array.from({ length: 2000 }, (_, i) => box((i * 37) % 600, 'cat', 10 + (i % 50)));
    const [boxes] = agreed([answers(one(box(100)), one(box(101)), flood)]);
    expect(boxes!.some((b) => Math.abs(b.left - 100) < 5 && b.width > 80)).toBe(true);
  });
});

function shuffle<Item>(items: readonly Item[], order: fc.Stream<number>): Item[] {
  return [...items]
    .map((item) => [order.next().value ?? 0, item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}
