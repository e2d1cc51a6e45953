import { describe, expect, it } from '@jest/globals';
import { needMore, weighAnswers } from '../../../labeling-engine/core/weigh-answers.ts';
import { emptyWorkerState } from '../../../shared/domain/consolidation/worker-state.ts';

const LABELS = ['robin', 'wren'];
const box = (left: number, label = 'robin') => ({ label, left, top: 10, width: 40, height: 40 });
const boxes = (...boundingBoxes: unknown[]) => ({
  boundingBoxes,
  inputImageProperties: { width: 640, height: 480 },
});
/** One object; the workers' elements in the order ana, ben, chi. */
const object = (...elements: unknown[]) => ({
  answers: elements.map((element, at) => ({
    workerId: ['ana', 'ben', 'chi'][at]!,
    form: JSON.stringify({ element }),
  })),
});
const weigh = (...objects: Array<ReturnType<typeof object>>) =>
  weighAnswers(objects, LABELS, emptyWorkerState()).errors;

describe('expected errors', () => {
  it('are few where workers say the same, many where they do not', () => {
    const polygon = (left: number) => ({
      polygons: [
        {
          label: 'wren',
          vertices: [
            { x: left, y: 0 },
            { x: left + 40, y: 0 },
            { x: left, y: 40 },
          ],
        },
      ],
      inputImageProperties: { width: 640, height: 480 },
    });
    const [same, other, missed, label, shape, shapes] = weigh(
      object(boxes(box(10)), boxes(box(11))),
      object(boxes(box(10)), boxes(box(300))),
      object(boxes(box(10), box(200)), boxes(box(11))),
      object(boxes(box(10, 'wren')), boxes(box(11))),
      object(polygon(10), polygon(11)),
      object(polygon(10), polygon(300)),
    );
    expect(same).toBeLessThan(0.1);
    expect(other!).toBeGreaterThan(missed!);
    expect(Math.min(missed!, label!)).toBeGreaterThan(2 * same!);
    expect(shapes!).toBeGreaterThan(2 * shape!);
    const [classes, split, sets, tick] = weigh(
      object({ label: 'wren' }, { label: 'wren' }),
      object({ label: 'wren' }, { label: 'robin' }),
      object({ labels: ['wren'] }, { labels: ['wren'] }),
      object({ labels: ['wren'] }, { labels: ['wren', 'robin'] }),
    );
    expect([classes, sets]).toEqual([0, 0]);
    expect(Math.min(split!, tick!)).toBeGreaterThan(0.1);
  });

  it('count less for what a worker says who is known to be careless', () => {
    const agreed = Array.from({ length: 30 }, (_, at) =>
      object(boxes(box(at)), boxes(box(at + 1)), boxes(box(at + 200))),
    );
    const { learnt } = weighAnswers(agreed, LABELS, emptyWorkerState());
    const pair = (...ids: string[]) => ({
      answers: ids.map((workerId) => ({ workerId, form: JSON.stringify({ element: boxes(box(10)) }) })),
    });
    const { errors } = weighAnswers([pair('ana', 'ben'), pair('ana', 'chi')], LABELS, learnt);
    expect(errors[1]!).toBeGreaterThan(2 * errors[0]!);
  });

  it('are beyond measure for masks, lone answers and forms that nobody can read', () => {
    const mask = {
      labelMappings: {},
      labeledImage: { pngImageData: '' },
      inputImageProperties: { width: 1, height: 1 },
    };
    expect(weigh(object(mask, mask), object(boxes()), object({ rating: 5 }, { rating: 5 }))).toEqual([
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
  });
});

describe('one worker more', () => {
  const workersPerObject = 5;

  it('is asked where the most errors are expected, until the budget of three in five is reached', () => {
    const errors = [0.02, 0.9, 0.04, 0.06, 0.001];
    expect(needMore(errors, { seen: 100, spent: 200, workersPerObject })).toEqual([true, true, true, true, false]);
    expect(needMore(errors, { seen: 100, spent: 298, workersPerObject })).toEqual([false, true, false, false, false]);
  });

  it('is never asked for the sake of the budget, and beyond it only for a tenth of an error or more', () => {
    expect(needMore([0.001], { seen: 1000, spent: 2000, workersPerObject })).toEqual([false]);
    expect(needMore([0.09, 0.2, Number.POSITIVE_INFINITY], { seen: 100, spent: 400, workersPerObject })).toEqual([
      false,
      true,
      true,
    ]);
  });
});
