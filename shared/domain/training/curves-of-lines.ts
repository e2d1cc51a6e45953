import type { TrainingCurves } from '../../contracts/model-report.ts';

/** A line that a container printed. @property at milliseconds since 1970 */
interface LoggedLine {
  at: number;
  message: string;
}

/** Points of a curve that are shown. */
const POINTS = 200;
/** How far a job is, and a number that only grows: neither is learned. */
const NO_CURVES = ['train:progress', 'train:step'];

/**
 * What lines say of each metric over time, as SageMaker reads them: a definition's first group is the value.
 * @param lines oldest first
 */
export function curvesOf(
  lines: readonly LoggedLine[],
  definitions: ReadonlyArray<{ Name: string; Regex: string }>,
): TrainingCurves['curves'] {
  const start = lines[0]?.at ?? 0;
  return definitions
    .filter(({ Name }) => !NO_CURVES.includes(Name))
    .flatMap(({ Name, Regex }) => {
      const pattern = new RegExp(Regex);
      const points = lines.flatMap(({ at, message }) => {
        const value = Number(pattern.exec(message)?.[1] ?? Number.NaN);
        return Number.isFinite(value) ? [{ seconds: (at - start) / 1000, value }] : [];
      });
      const step = Math.max(1, Math.ceil(points.length / POINTS));
      const shown = points.filter((_, index) => index % step === 0 || index === points.length - 1);
      return shown.length > 0 ? [{ metric: Name, points: shown }] : [];
    });
}
