import { expect, it } from '@jest/globals';
import { rekognitionMoney, rekognitionTrainingUsd } from '../../../../shared/domain/money/rekognition-use.ts';

const run = (startedAt: string, stoppedAt?: string, units = 1) => ({
  ...{ id: startedAt, project: 'birds', projectArn: 'p', versionArn: 'v', units, startedAt },
  until: '2026-12-01T12:00:00.000Z',
  ...(stoppedAt === undefined ? {} : { stoppedAt }),
});
const NOON = Date.parse('2026-12-01T12:00:00.000Z');

it('two units for an hour are two inference hours, and what runs counts until now', () => {
  const runs = [
    run('2026-11-30T10:00:00.000Z', '2026-11-30T11:00:00.000Z', 2),
    run('2026-12-01T11:30:00.000Z'),
    run('2026-11-01T00:00:00.000Z', '2026-11-01T00:15:00.000Z'),
  ];
  expect(rekognitionMoney(runs, NOON)).toEqual({
    ...{ runs: 3, inferenceHours: 2.75, usd: 11, usdPerHour: 4 },
    running: [{ until: '2026-12-01T12:00:00.000Z', units: 1 }],
    months: [
      { month: '2026-12', runs: 1, inferenceHours: 0.5, usd: 2 },
      { month: '2026-11', runs: 2, inferenceHours: 2.25, usd: 9 },
    ],
  });
});

it('who never ran a model reads nothing of it', () => {
  expect(rekognitionMoney([], NOON)).toBeNull();
});

it('ninety minutes of training are billed as such', () => {
  expect(rekognitionTrainingUsd(5400)).toBeCloseTo(1.5, 9);
});
