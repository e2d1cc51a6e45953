import { describe, expect, it } from '@jest/globals';
import { compareWithKnown } from '../../../labeling-engine/core/compare-with-known.ts';
import type { WorkerAnswer } from '../../../shared/domain/answer-kinds/answer-kinds.ts';
import { encodePalettePng } from '../../../shared/domain/images/png-pixels.ts';
import { pngCodec } from '../../../shared/handler/png-codec.ts';

const LABELS = ['robin', 'wren'];
const size = { width: 20, height: 10 };

const compare = (answer: WorkerAnswer | undefined, known: WorkerAnswer) =>
  compareWithKnown(answer, known, LABELS, pngCodec);

const boxes = (...drawn: Array<[label: string, left: number, width?: number]>): WorkerAnswer => ({
  kind: 'boxes',
  size,
  adjusted: undefined,
  boxes: drawn.map(([label, left, width = 10]) => ({ label, left, top: 0, width, height: 10 })),
});

const polygons = (...drawn: Array<[label: string, left: number]>): WorkerAnswer => ({
  kind: 'polygons',
  size,
  polygons: drawn.map(([label, left]) => ({
    label,
    vertices: [
      { x: left, y: 0 },
      { x: left + 10, y: 0 },
      { x: left + 5, y: 10 },
    ],
  })),
});

/** `#` = robin, `o` = wren; one letter a column. */
const mask = (columns: string, image = size): WorkerAnswer => {
  const pixels = Uint8Array.from({ length: image.width * image.height }, (_, at) =>
    ' #o'.indexOf(columns[at % image.width] ?? ' '),
  );
  const png = encodePalettePng({ ...image, mask: pixels }, [0xffffff, 0xff0000, 0x0000ff], pngCodec);
  return {
    kind: 'mask',
    size: image,
    colours: { robin: '#ff0000', wren: '#0000ff' },
    pngBase64: Buffer.from(png).toString('base64'),
  };
};

describe('known key points', () => {
  const image = { width: 400, height: 400 };
  const points = (...keypoints: Array<[label: string, x: number]>): WorkerAnswer => ({
    kind: 'keypoints',
    size: image,
    keypoints: keypoints.map(([label, x]) => ({ label, x, y: 200 })),
  });

  it('are met within 2.5 % of the image, and misplaced within nearly 5 %', () => {
    const known = points(['robin', 100], ['wren', 200], ['robin', 300]);
    const { findings, score } = compare(points(['robin', 108], ['wren', 216], ['wren', 301]), known);
    expect(findings.map(({ verdict }) => verdict)).toEqual(['right', 'misplaced', 'mislabeled']);
    expect(score).toBeCloseTo(1 / 3, 9);
  });
});

describe('a known object of two rings', () => {
  const ring = (left: number) => [
    { x: left, y: 0 },
    { x: left + 10, y: 0 },
    { x: left + 10, y: 10 },
    { x: left, y: 10 },
  ];
  const drawn = (...rings: Array<ReturnType<typeof ring>>): WorkerAnswer => ({
    kind: 'polygons',
    size,
    polygons: rings.map((vertices) => ({ label: 'robin', vertices })),
  });
  const known = {
    kind: 'polygons' as const,
    size,
    polygons: [{ label: 'robin', vertices: ring(0), parts: [ring(40)] }],
  };

  it('is right when each ring is drawn, or one outline covers as much as both', () => {
    expect(compare(drawn(ring(0), ring(40)), known)).toMatchObject({ score: 1, findings: [{ verdict: 'right' }] });
    const { findings } = compare(drawn(ring(40), ring(1), ring(80)), known);
    expect(findings.map(({ verdict }) => verdict)).toEqual(['spurious', 'right']);
  });

  it('is not judged by its first ring alone', () => {
    const { findings } = compare(drawn(ring(0)), {
      ...known,
      polygons: [{ ...known.polygons[0]!, parts: [ring(40), ring(60)] }],
    });
    expect(findings).toMatchObject([{ verdict: 'misplaced' }]);
    expect(findings[0]!.overlap).toBeCloseTo(1 / 3, 1);
  });
});

describe('an answer compared with the known one', () => {
  it('has boxes that are right, mislabeled, misplaced, spurious and missed', () => {
    const known = boxes(['robin', 0], ['robin', 100], ['wren', 200], ['wren', 300]);
    const { score, passed, findings } = compare(
      boxes(['wren', 400], ['wren', 101], ['robin', 1], ['wren', 207]),
      known,
    );
    expect(findings.map(({ verdict, label, knownLabel }) => [verdict, label, knownLabel])).toEqual([
      ['spurious', 'wren', undefined],
      ['mislabeled', 'wren', 'robin'],
      ['right', 'robin', undefined],
      ['misplaced', 'wren', undefined],
      ['missed', 'wren', undefined],
    ]);
    expect(findings[3]).toMatchObject({ given: { left: 207 }, known: { left: 200 }, overlap: expect.closeTo(3 / 17) });
    expect([score, passed]).toEqual([0.25, false]);
  });

  it('gives each known box to the likest of several', () => {
    const { findings } = compare(boxes(['robin', 3], ['robin', 0]), boxes(['robin', 0]));
    expect(findings.map(({ verdict }) => verdict)).toEqual(['spurious', 'right']);
  });

  it('has polygons by their areas', () => {
    const { score, findings } = compare(polygons(['robin', 1], ['wren', 100]), polygons(['robin', 0], ['wren', 104]));
    expect(findings).toMatchObject([
      { verdict: 'right', known: { vertices: [{ x: 0, y: 0 }, {}, {}] } },
      { verdict: 'misplaced', label: 'wren' },
    ]);
    expect(score).toBe(0.5);
  });

  it('has masks by their pixels, label by label', () => {
    const known = mask('##########');
    expect(compare(mask('#########'), known)).toEqual({
      passed: true,
      score: expect.closeTo(18 / 19),
      findings: [{ verdict: 'right', label: 'robin', overlap: 0.9 }],
    });
    expect(compare(mask('###      oooo'), known).findings).toMatchObject([
      { verdict: 'misplaced', label: 'robin' },
      { verdict: 'spurious', label: 'wren' },
    ]);
    expect(compare(mask(''), known)).toEqual({
      passed: false,
      score: 0,
      findings: [{ verdict: 'missed', label: 'robin' }],
    });
    expect(compare(mask('##########', { width: 21, height: 10 }), known).score).toBe(0);
  });

  it('has a class or a set of classes', () => {
    const label = (name: string): WorkerAnswer => ({ kind: 'label', label: name, comment: undefined });
    expect(compare(label('wren'), label('wren'))).toEqual({
      passed: true,
      score: 1,
      findings: [{ verdict: 'right', label: 'wren' }],
    });
    expect(compare(label('robin'), label('wren')).findings).toEqual([
      { verdict: 'mislabeled', label: 'robin', knownLabel: 'wren' },
    ]);
    const { score, findings } = compare({ kind: 'labels', labels: LABELS }, { kind: 'labels', labels: ['wren'] });
    expect([score, findings]).toEqual([
      0.5,
      [
        { verdict: 'spurious', label: 'robin' },
        { verdict: 'right', label: 'wren' },
      ],
    ]);
  });

  it('is right where nothing is there and nothing was drawn, and wrong where nothing could be read', () => {
    for (const nothing of [boxes(), polygons(), mask(''), { kind: 'labels' as const, labels: [] }]) {
      expect(compare(nothing, nothing)).toEqual({ passed: true, score: 1, findings: [] });
      expect(compare(undefined, nothing).passed).toBe(false);
    }
  });
});
