import { expect, it } from '@jest/globals';
import { curvesOf } from '../../../../shared/domain/training/curves-of-lines.ts';

const DEFINITIONS = [
  { Name: 'train:progress', Regex: 'progress: ([0-9.]+)' },
  { Name: 'train:loss', Regex: 'progress: .* loss=([0-9.]+)' },
  { Name: 'validation:mAP50', Regex: 'validation:mAP50=([0-9.]+)' },
  { Name: 'validation:never', Regex: 'never=([0-9.]+)' },
];

it('reads what was printed of each metric over time, and leaves out how far the job is', () => {
  const lines = [
    { at: 5000, message: 'progress: 0.00 decoding=3/9' },
    { at: 6000, message: 'progress: 0.50 step=1/2 loss=2.500' },
    { at: 8000, message: 'progress: 1.00 step=2/2 loss=0.750' },
    { at: 9000, message: 'validation:mAP50=0.9100 validation:mAP5095=0.5' },
  ];
  expect(curvesOf(lines, DEFINITIONS)).toEqual([
    {
      metric: 'train:loss',
      points: [
        { seconds: 1, value: 2.5 },
        { seconds: 3, value: 0.75 },
      ],
    },
    { metric: 'validation:mAP50', points: [{ seconds: 4, value: 0.91 }] },
  ]);
});

it('thins what has more points than a picture, and keeps the last', () => {
  const lines = Array.from({ length: 5000 }, (_, at) => ({ at, message: `progress: 0.1 loss=${at}.5` }));
  const { points } = curvesOf(lines, DEFINITIONS)[0]!;
  expect(points.length).toBeLessThan(202);
  expect(points.at(-1)!.value).toBe(4999.5);
});
