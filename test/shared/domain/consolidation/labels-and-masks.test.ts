import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { consolidateClassification } from '../../../../shared/domain/consolidation/classification.ts';
import { consolidatePolygons } from '../../../../shared/domain/consolidation/drawn/polygons.ts';
import { emptyLabelState } from '../../../../shared/domain/consolidation/label-workers.ts';
import { consolidateMasks } from '../../../../shared/domain/consolidation/masks.ts';
import { consolidateMultiLabel } from '../../../../shared/domain/consolidation/multi-label.ts';

const LABELS = ['cat', 'dog', 'bird'];
const vote = (objectId: string, ...labels: string[]) => ({
  objectId,
  answers: labels.map((label, index) => ({ workerId: `w${index}`, label })),
});

describe('consolidating labels', () => {
  it('never overrules a unanimous vote and never gives a label that nobody chose', () => {
    const answer = fc.array(fc.constantFrom(...LABELS), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(answer, { minLength: 1, maxLength: 30 }), (votes) => {
        const objects = votes.map((labels, index) => vote(String(index), ...labels));
        const result = consolidateClassification(objects, LABELS, emptyLabelState());
        votes.forEach((labels, index) => {
          expect(labels).toContain(result.objects[index]!.label);
          if (new Set(labels).size === 1) expect(result.objects[index]!.label).toBe(labels[0]);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('is less sure of one worker than of three, and gives no label where nobody answered', () => {
    const { objects } = consolidateClassification(
      [vote('0', 'dog'), vote('1', 'dog', 'dog', 'dog'), vote('2')],
      LABELS,
      emptyLabelState(),
    );
    const [one, three, none] = objects;
    expect(one!.label).toBe('dog');
    expect(one!.confidence).toBeGreaterThan(0.5);
    expect(three!.confidence).toBeGreaterThan(one!.confidence + 0.05);
    expect(none).toEqual({ objectId: '2', label: undefined, confidence: 0 });
  });

  it('sides with the worker whom many objects have shown to be right', () => {
    const history = Array.from({ length: 60 }, (_, i) => vote(String(i), LABELS[i % 3]!, LABELS[i % 3]!, 'cat'));
    const { contribution } = consolidateClassification(history, LABELS, emptyLabelState());
    const disputed = {
      objectId: 'x',
      answers: [
        { workerId: 'w0', label: 'bird' },
        { workerId: 'w2', label: 'cat' },
      ],
    };
    expect(consolidateClassification([disputed], LABELS, contribution).objects[0]!.label).toBe('bird');
  });

  it('takes the labels that most workers ticked, not the union', () => {
    const objects = Array.from({ length: 12 }, (_, index) => ({
      objectId: String(index),
      answers: [['cat', 'dog'], ['cat'], ['cat'], ['cat', 'dog'], ['cat']].map((labels, worker) => ({
        workerId: `w${worker}`,
        labels: index === 0 && worker === 4 ? [...labels, 'bird'] : labels,
      })),
    }));
    const result = consolidateMultiLabel(objects, LABELS, {});
    expect(result.objects[0]!.labels).toEqual(['cat']);
    expect(Object.keys(result.objects[0]!.confidences)).toEqual(['cat', 'dog', 'bird']);
  });
});

describe('consolidating shapes', () => {
  const disc = (left: number, top: number, radius: number) => {
    const mask = new Uint8Array(64 * 48);
    for (let y = 0; y < 48; y++) {
      for (let x = 0; x < 64; x++) if ((x - left) ** 2 + (y - top) ** 2 <= radius ** 2) mask[y * 64 + x] = 1;
    }
    return mask;
  };

  it('paints what the better workers painted', () => {
    const objects = Array.from({ length: 8 }, (_, index) => ({
      objectId: String(index),
      width: 64,
      height: 48,
      answers: [
        { workerId: 'a', mask: disc(30, 24, 12) },
        { workerId: 'b', mask: disc(31, 24, 12) },
        { workerId: 'c', mask: disc(30, 23, 12) },
        { workerId: 'd', mask: disc(30, 24, 20) },
        { workerId: 'e', mask: disc(10 + index * 5, 10, 4) },
      ],
    }));
    const { objects: merged } = consolidateMasks(objects, ['cell'], { workers: {} });
    const expected = disc(30, 24, 12);
    const wrong = merged.reduce((sum, { mask }) => sum + mask.filter((value, at) => value !== expected[at]).length, 0);
    expect(wrong / merged.length).toBeLessThan(60);
    expect(merged[0]!.confidences[1]).toBeGreaterThan(0.8);
  });

  it('leaves an image that nobody painted as background', () => {
    const empty = { objectId: '0', width: 4, height: 3, answers: [{ workerId: 'a', mask: new Uint8Array(12) }] };
    expect([...consolidateMasks([empty], ['cell'], { workers: {} }).objects[0]!.mask]).toEqual(new Array(12).fill(0));
  });

  it('keeps what all say of small things far apart, be it one worker alone', () => {
    const mask = disc(8, 8, 3).map((value, at) => value || disc(50, 38, 3)[at]!);
    for (const workers of ['a', 'abc']) {
      const answers = [...workers].map((workerId) => ({ workerId, mask }));
      const { objects } = consolidateMasks([{ objectId: '0', width: 64, height: 48, answers }], ['cell'], {
        workers: {},
      });
      expect(Buffer.compare(objects[0]!.mask, mask)).toBe(0);
    }
  });

  it('fuses polygons to the shape that most of them cover', () => {
    const square = (left: number, size: number) => ({
      label: 'cat',
      vertices: [
        { x: left, y: 10 },
        { x: left + size, y: 10 },
        { x: left + size, y: 10 + size },
        { x: left, y: 10 + size },
      ],
    });
    const { objects } = consolidatePolygons(
      [
        {
          objectId: '0',
          answers: [20, 21, 20, 19].map((left, index) => ({ workerId: `w${index}`, polygons: [square(left, 50)] })),
        },
      ],
      LABELS,
      { workers: {}, labels: {} },
    );
    const [polygon] = objects[0]!.polygons;
    expect(polygon!.workers).toBe(4);
    const xs = polygon!.vertices.map((point) => point.x);
    expect(Math.abs(Math.min(...xs) - 20)).toBeLessThanOrEqual(1);
    expect(Math.abs(Math.max(...xs) - 70)).toBeLessThanOrEqual(1);
    expect(polygon!.vertices.length).toBeLessThanOrEqual(6);
  });
});
