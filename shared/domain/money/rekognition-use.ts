import type { RekognitionRun } from '../../contracts/rekognition-runs.ts';
import { PRICES } from './prices.ts';

const HOUR_MS = 3_600_000;

/** USD of so many hours on so many inference units. */
export const rekognitionUsd = (hours: number, units: number): number =>
  hours * units * PRICES.rekognitionInferenceHour.usd;

/** Hours that a run has lasted, or lasts so far. @param now ms since 1970 */
export const hoursOfRun = ({ startedAt, stoppedAt }: RekognitionRun, now: number): number =>
  Math.max(0, (stoppedAt === undefined ? now : Date.parse(stoppedAt)) - Date.parse(startedAt)) / HOUR_MS;

/** USD of a run, so far. @param now ms since 1970 */
export const usdOfRun = (run: RekognitionRun, now: number): number => rekognitionUsd(hoursOfRun(run, now), run.units);
