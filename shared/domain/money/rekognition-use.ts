import type { RekognitionMoney } from '../../contracts/money-overview.ts';
import type { RekognitionRun } from '../../contracts/rekognition-runs.ts';
import { PRICES } from './prices.ts';
import { monthOf } from './training-limit.ts';

const HOUR_MS = 3_600_000;

/** USD of so many hours on so many inference units. */
export const rekognitionUsd = (hours: number, units: number): number =>
  hours * units * PRICES.rekognitionInferenceHour.usd;

/** Hours that a run has lasted, or lasts so far. @param now ms since 1970 */
export const hoursOfRun = ({ startedAt, stoppedAt }: RekognitionRun, now: number): number =>
  Math.max(0, (stoppedAt === undefined ? now : Date.parse(stoppedAt)) - Date.parse(startedAt)) / HOUR_MS;

/** USD of a run, so far. @param now ms since 1970 */
export const usdOfRun = (run: RekognitionRun, now: number): number => rekognitionUsd(hoursOfRun(run, now), run.units);

/** USD of so many seconds of training that Rekognition bills. */
export const rekognitionTrainingUsd = (seconds: number): number =>
  (seconds / 3600) * PRICES.rekognitionTrainingHour.usd;

/**
 * What the runs of one project have cost, a run in the month of its start. Units are counted apart: two for an hour are
 * two inference hours.
 * @param now ms since 1970
 * @returns null where nothing ever ran
 */
export function rekognitionMoney(runs: readonly RekognitionRun[], now: number): RekognitionMoney | null {
  if (runs.length === 0) return null;
  const together = (some: readonly RekognitionRun[]) => ({
    runs: some.length,
    inferenceHours: some.reduce((sum, run) => sum + hoursOfRun(run, now) * run.units, 0),
    usd: some.reduce((sum, run) => sum + usdOfRun(run, now), 0),
  });
  const open = runs.filter(({ stoppedAt }) => stoppedAt === undefined);
  const months = Map.groupBy(runs, ({ startedAt }) => monthOf(Date.parse(startedAt)));
  return {
    ...together(runs),
    usdPerHour: PRICES.rekognitionInferenceHour.usd,
    running: open.map(({ until, units }) => ({ until, units })),
    months: [...months]
      .map(([month, some]) => ({ month, ...together(some) }))
      .sort((a, b) => b.month.localeCompare(a.month)),
  };
}
