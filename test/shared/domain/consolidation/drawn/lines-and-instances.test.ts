import { describe, expect, it } from '@jest/globals';
import { emptyBoxState } from '../../../../../shared/domain/consolidation/box-workers.ts';
import { consolidateInstances } from '../../../../../shared/domain/consolidation/drawn/instances.ts';
import { consolidateLines, type LabeledPolyline } from '../../../../../shared/domain/consolidation/drawn/polylines.ts';
import { linesApart, simplifyLine } from '../../../../../shared/domain/shapes/polyline.ts';

const LABELS = ['lane', 'kerb'];
const size = { width: 640, height: 480 };
const line = (...numbers: number[]): LabeledPolyline => ({
  label: 'lane',
  vertices: Array.from({ length: numbers.length / 2 }, (_, at) => ({ x: numbers[2 * at]!, y: numbers[2 * at + 1]! })),
});
const consolidate = (...drawn: LabeledPolyline[][]) =>
  consolidateLines(
    [{ objectId: '0', size, answers: drawn.map((lines, at) => ({ workerId: `w${at}`, lines })) }],
    LABELS,
    emptyBoxState(),
  ).objects[0]!.lines.filter(({ confidence }) => confidence >= 0.5);

describe('lines of several workers', () => {
  it('are one in their middle, whichever end they begin at and how many vertices they have', () => {
    const [found, ...others] = consolidate(
      [line(100, 400, 200, 200, 300, 100)],
      [line(302, 102, 202, 202, 152, 302, 102, 402)],
      [line(98, 398, 198, 198, 298, 98)],
    );
    expect(others).toEqual([]);
    expect(linesApart(found!.vertices, line(100, 400, 200, 200, 300, 100).vertices)).toBeLessThan(1);
    expect(found!.vertices.length).toBeLessThan(6);
    expect(found!.workers).toBe(3);
  });

  it('are two where they run side by side, and a straight one has its two ends', () => {
    const found = consolidate(
      [line(100, 400, 100, 100), line(150, 400, 150, 100)],
      [line(102, 400, 102, 100), line(150, 100, 150, 400)],
      [line(101, 401, 101, 101)],
    );
    expect(found.map(({ vertices }) => vertices.length)).toEqual([2, 2]);
    expect(found.map(({ vertices }) => Math.round(vertices[0]!.x)).sort((a, b) => a - b)).toEqual([101, 150]);
  });

  it('lose the one that a single worker of three drew, and follow no outlier', () => {
    const found = consolidate(
      [line(100, 400, 300, 400)],
      [line(100, 402, 300, 402)],
      [line(100, 401, 300, 401), line(500, 20, 600, 20)],
      [line(100, 424, 300, 424)],
    );
    expect(found).toHaveLength(1);
    expect(found[0]!.vertices[0]!.y).toBeLessThan(404);
  });

  it('keep a vertex that matters and lose one that does not', () => {
    expect(simplifyLine(line(0, 0, 50, 0.2, 100, 0, 100, 80).vertices, 0.75)).toEqual(
      line(0, 0, 100, 0, 100, 80).vertices,
    );
  });
});

describe('instances of several workers', () => {
  const [width, height] = [40, 20];
  /** Rectangles: left, right, each from row 5 to row 14. */
  const paint = (...spans: Array<[left: number, right: number]>) => {
    const numbers = new Uint8Array(width * height);
    for (const [index, [left, right]] of spans.entries())
      for (let y = 5; y < 15; y++) numbers.fill(index + 1, y * width + left, y * width + right);
    return numbers;
  };
  const lane = (count: number) => new Array<string>(count).fill('lane');
  const merge = (...painted: Array<Array<[number, number]>>) =>
    consolidateInstances(
      [
        {
          objectId: '0',
          ...{ width, height },
          answers: painted.map((spans, at) => ({
            workerId: `w${at}`,
            numbers: paint(...spans),
            labels: lane(spans.length),
          })),
        },
      ],
      LABELS,
      emptyBoxState(),
    ).objects[0]!;

  it('are told apart where they touch, by most workers, in whatever order each painted them', () => {
    const { numbers, instances } = merge(
      [
        [5, 15],
        [15, 25],
      ],
      [
        [16, 25],
        [5, 16],
      ],
      [
        [5, 15],
        [15, 26],
      ],
    );
    expect(instances.map(({ label }) => label)).toEqual(['lane', 'lane']);
    const row = [...numbers.subarray(10 * width, 11 * width)];
    const runs = [4, 5, 14, 15, 24, 25].map((x) => row[x]!);
    expect(runs[0]).toBe(0);
    expect(runs[5]).toBe(0);
    expect(runs[1]).toBe(runs[2]);
    expect(runs[3]).toBe(runs[4]);
    expect(runs[1]).not.toBe(runs[3]);
  });

  it('leave out what a single worker of three painted', () => {
    const { numbers, instances } = merge(
      [[5, 15]],
      [
        [5, 15],
        [30, 35],
      ],
      [[5, 15]],
    );
    expect(instances).toHaveLength(1);
    expect([...new Set(numbers)]).toEqual([0, 1]);
  });
});
