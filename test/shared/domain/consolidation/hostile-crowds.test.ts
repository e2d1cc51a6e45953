import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type BoxObject, consolidateBoundingBoxes } from '../../../../shared/domain/consolidation/bounding-boxes.ts';
import { emptyBoxState } from '../../../../shared/domain/consolidation/box-workers.ts';
import { consolidateClassification } from '../../../../shared/domain/consolidation/classification.ts';
import { consolidatePolygons } from '../../../../shared/domain/consolidation/drawn/polygons.ts';
import { emptyLabelState } from '../../../../shared/domain/consolidation/label-workers.ts';
import { consolidateMasks } from '../../../../shared/domain/consolidation/masks.ts';
import { consolidateMultiLabel } from '../../../../shared/domain/consolidation/multi-label.ts';
import { seededRandom } from '../../../../shared/domain/seeded-random.ts';

const times = <Item>(count: number, make: (index: number) => Item) =>
  Array.from({ length: count }, (_, at) => make(at));
const worker = (index: number) => `w${String(index).padStart(2, '0')}`;

interface Box {
  label: string;
  left: number;
  top: number;
  width: number;
  height: number;
}
const square = (left: number, top: number, side: number, label = 'a'): Box => ({
  label,
  left,
  top,
  width: side,
  height: side,
});
const image = (drawn: Box[][]): BoxObject => ({
  objectId: '0',
  answers: drawn.map((boxes, index) => ({ workerId: worker(index), boxes })),
});
const agreed = (objects: readonly BoxObject[], labels = ['a']) =>
  consolidateBoundingBoxes(objects, labels, emptyBoxState()).objects.map(({ boxes }) =>
    boxes.filter(({ confidence }) => confidence >= 0.5),
  );
/** As a hand draws it again: each edge off by up to `share` of the side. */
const redrawn = (box: Box, share: number, random: () => number): Box => ({
  ...box,
  left: box.left + box.width * share * (2 * random() - 1),
  top: box.top + box.height * share * (2 * random() - 1),
});

describe('boxes of any crowd', () => {
  it('are found by fifty workers as by five', () => {
    const random = seededRandom(1);
    const truth = times(12, (at) => square((at % 4) * 150, Math.floor(at / 4) * 150, 90));
    const drawn = times(50, () => truth.map((box) => redrawn(box, 0.04, random)));
    const [boxes] = agreed([image(drawn)]);
    expect(boxes).toHaveLength(12);
    for (const box of boxes!) expect(truth.some(({ left }) => Math.abs(left - box.left) < 3)).toBe(true);
  });

  it('stay themselves where everybody drew the very same pixels', () => {
    const [boxes] = agreed([image(times(5, () => [square(10, 20, 30)]))]);
    expect(boxes).toHaveLength(1);
    expect(boxes![0]!.left).toBeCloseTo(10, 6);
    expect(boxes![0]!.width).toBeCloseTo(30, 6);
  });

  it('stay apart where one object lies in another', () => {
    const random = seededRandom(2);
    const nested = [square(0, 0, 200), square(20, 20, 160), square(70, 70, 40)];
    const [boxes] = agreed([image(times(5, () => nested.map((box) => redrawn(box, 0.02, random))))]);
    expect(boxes!.map(({ width }) => Math.round(width)).sort((a, b) => a - b)).toEqual([40, 160, 200]);
  });

  it('are found in images of a few pixels', () => {
    const [boxes] = agreed([image(times(3, () => [square(0, 0, 1)]))]);
    expect(boxes).toEqual([expect.objectContaining({ left: 0, top: 0, width: 1, height: 1, workers: 3 })]);
  });

  it('are mostly found although six of ten workers are careless', () => {
    const random = seededRandom(3);
    const objects = times(60, (at) => {
      const truth = times(4, (object) => square(object * 150 + 20 * random(), 60 + 100 * random(), 80));
      const answers = times(10, (index) => [random(), index] as const)
        .sort(([a], [b]) => a - b)
        .slice(0, 5)
        .map(([, index]) => ({
          workerId: worker(index),
          boxes: truth.flatMap((box) =>
            index >= 6 ? redrawn(box, 0.03, random) : random() < 0.5 ? [] : redrawn(box, 0.25, random),
          ),
        }));
      return { objectId: String(at), truth, answers };
    });
    const found = agreed(objects);
    const right = objects.flatMap(({ truth }, at) =>
      truth.filter((box) =>
        found[at]!.some(({ left, top }) => Math.abs(left - box.left) < 16 && Math.abs(top - box.top) < 16),
      ),
    );
    expect(right.length).toBeGreaterThan(240 * 0.9);
    expect(found.flat().length).toBeLessThan(240 * 1.1);
  });

  it('are not outvoted by two colluders of five', () => {
    const random = seededRandom(4);
    const objects = times(30, (at) => {
      const box = square(100 + 200 * random(), 100, 80);
      return {
        ...image(times(5, (index) => [index < 2 ? square(500, 300, 60) : redrawn(box, 0.03, random)])),
        objectId: String(at),
      };
    });
    for (const boxes of agreed(objects)) expect(boxes.map(({ width }) => Math.round(width))).toEqual([80]);
  });

  it('keep their labels among two hundred classes', () => {
    const labels = times(200, (at) => `class ${at}`);
    const objects = times(16, (at) => ({
      ...image(times(3, () => times(5, (object) => square(object * 100, 0, 60, labels[(at * 5 + object) % 200]!)))),
      objectId: String(at),
    }));
    agreed(objects, labels).forEach((boxes, at) => {
      const names = boxes.map(({ label }) => label).sort();
      expect(names).toEqual(times(5, (object) => labels[(at * 5 + object) % 200]!).sort());
    });
  });

  it('come back within seconds of CPU from three thousand of one image', () => {
    const random = seededRandom(5);
    const grid = times(600, (at) => square((at % 40) * 30, Math.floor(at / 40) * 30, 20));
    const started = process.cpuUsage();
    const [boxes] = agreed([image(times(5, () => grid.map((box) => redrawn(box, 0.03, random))))]);
    const { user, system } = process.cpuUsage(started);
    expect(boxes).toHaveLength(600);
    expect((user + system) / 1e6).toBeLessThan(8);
  });
});

describe('labels of any crowd', () => {
  it('survive two hundred classes and workers who always answer the first', () => {
    const labels = times(200, (at) => `class ${at}`);
    const random = seededRandom(6);
    const objects = times(150, (at) => {
      const right = labels[Math.floor(random() * 200)]!;
      const answers = times(5, (index) => ({ workerId: worker(index), label: index < 2 ? labels[0]! : right }));
      return { objectId: String(at), right, answers };
    });
    const { objects: found } = consolidateClassification(objects, labels, emptyLabelState());
    const right = found.filter(({ label }, at) => label === objects[at]!.right);
    expect(right.length).toBeGreaterThan(143);
  });

  it('never leave 0..1 and depend on nobody’s place in the list', () => {
    const answer = fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { maxLength: 3 });
    fc.assert(
      fc.property(fc.array(fc.array(answer, { maxLength: 6 }), { maxLength: 12 }), (sets) => {
        const objects = sets.map((labels, at) => ({
          objectId: String(at),
          answers: labels.map((set, index) => ({ workerId: worker(index), labels: set })),
        }));
        const turned = objects.map((object) => ({ ...object, answers: [...object.answers].reverse() }));
        const result = consolidateMultiLabel(objects, ['x', 'y', 'z'], {});
        expect(JSON.stringify(consolidateMultiLabel(turned, ['x', 'y', 'z'], {}))).toBe(JSON.stringify(result));
        for (const { confidences } of result.objects) {
          for (const confidence of Object.values(confidences)) {
            expect(confidence >= 0 && confidence <= 1).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('polygons of any hand', () => {
  type Vertices = Array<{ x: number; y: number }>;
  const consolidated = (drawn: Vertices[]) =>
    consolidatePolygons(
      [
        {
          objectId: '0',
          answers: drawn.map((vertices, index) => ({
            workerId: worker(index),
            polygons: [{ label: 'a', vertices }],
          })),
        },
      ],
      ['a'],
      emptyBoxState(),
    ).objects[0]!.polygons;
  const areaOf = (vertices: Vertices) =>
    Math.abs(
      vertices.reduce((sum, { x, y }, at) => {
        const next = vertices[(at + 1) % vertices.length]!;
        return sum + (x * next.y - next.x * y) / 2;
      }, 0),
    );
  const ring = (radius: number, count: number, x = 0, y = x) =>
    times(count, (at) => ({
      x: x + radius * Math.cos((2 * Math.PI * at) / count),
      y: y + radius * Math.sin((2 * Math.PI * at) / count),
    }));

  it('keep the inside of a star drawn in one line', () => {
    const points = ring(80, 5, 100);
    const star = [0, 2, 4, 1, 3].map((at) => points[at]!);
    const [polygon] = consolidated([star, star, star]);
    expect(polygon!.vertices.length).toBeGreaterThanOrEqual(10);
    expect(areaOf(polygon!.vertices)).toBeGreaterThan(6500);
  });

  it('are traced whole where they fill a photograph of twelve megapixels', () => {
    const random = seededRandom(7);
    const drawn = times(5, () => ring(1400 * (1 + 0.01 * random()), 3000, 2000, 1500));
    const [polygon] = consolidated(drawn);
    expect(areaOf(polygon!.vertices) / (Math.PI * 1400 ** 2)).toBeGreaterThan(0.98);
    expect(polygon!.workers).toBe(5);
  });

  it('stay when they are smaller than a pixel or a line', () => {
    expect(consolidated([ring(0.2, 8, 10), ring(0.2, 8, 10), ring(0.2, 8, 10)])).toHaveLength(1);
    const line = [0, 50, 100].map((x) => ({ x, y: 5 }));
    expect(consolidated([line, line]).every(({ vertices }) => vertices.length >= 3)).toBe(true);
  });
});

describe('masks of any hand', () => {
  const disc = (width: number, height: number, x: number, y: number, radius: number, label = 1) =>
    Uint8Array.from({ length: width * height }, (_, at) =>
      ((at % width) - x) ** 2 + (Math.floor(at / width) - y) ** 2 <= radius ** 2 ? label : 0,
    );
  const merged = (masks: Uint8Array[], width: number, labels: string[]) =>
    consolidateMasks(
      [
        {
          objectId: '0',
          width,
          height: masks[0]!.length / width,
          answers: masks.map((mask, index) => ({ workerId: worker(index), mask })),
        },
      ],
      labels,
      { workers: {} },
    ).objects[0]!;

  it('hear the last of twenty workers as well', () => {
    const masks = times(20, (index) => disc(60, 60, index < 8 ? 15 : 45, 30, 10));
    const { mask } = merged(masks, 60, ['a']);
    expect(mask[30 * 60 + 45]).toBe(1);
    expect(mask[30 * 60 + 15]).toBe(0);
  });

  it('leave out a label that the job does not have', () => {
    expect([
      ...merged(
        times(3, () => Uint8Array.of(9, 1, 1, 1)),
        2,
        ['a'],
      ).mask,
    ]).toEqual([0, 1, 1, 1]);
  });

  it('give each of two hundred labels its pixels, in one pass over the image', () => {
    const labels = times(200, (at) => `class ${at}`);
    const mask = Uint8Array.from({ length: 400 * 300 }, (_, at) => 1 + (Math.floor(at / 40) % 200));
    const found = merged([mask, mask, mask], 400, labels);
    expect(Buffer.compare(found.mask, mask)).toBe(0);
  });
});
