import type { ModelErrors, ModelReport } from '../../shared/contracts/model-report.ts';
import type { ErrorKind } from '../../shared/domain/models/detection-errors.ts';
import { ERROR_ADVICE } from '../../shared/domain/models/error-advice.ts';
import { describeCurve } from '../../shared/domain/models/learning-curve.ts';
import { countedThings, labelMetricName, metricName } from '../../shared/domain/models/metrics.ts';
import { describeTrainingUse } from '../../shared/domain/money/training-use.ts';

const figures = ({ metric, score: main, others }: ModelReport) =>
  [[metric, main] as const, ...Object.entries(others)]
    .map(([name, value]) => `${metricName(name)} ${score(value)}`)
    .join('  ');

const score = (value: number | null) => (value === null ? '   –' : value.toFixed(3));

/** A line per model, newest first: whether it serves, served before, or never did. */
export function describeModels(
  models: readonly ModelReport[],
  champion: string | undefined,
  earlier: readonly string[],
): string[] {
  const anyway = ({ deployedAnyway: record }: ModelReport) =>
    record ? `; deployed anyway by ${record.by} on ${record.at}: ${record.reason}` : '';
  const standing = ({ modelName, decision }: ModelReport) => {
    if (modelName === champion) return 'serves';
    if (earlier.includes(modelName)) return 'served before';
    return decision === 'keep' ? 'kept back' : 'passed the gate, did not serve';
  };
  const took = ({ training }: ModelReport) => {
    const text = training && describeTrainingUse(training);
    return text ? `; ${text}` : '';
  };
  const width = Math.max(0, ...models.map(({ modelName }) => modelName.length)) + 2;
  return models.map(
    (model) =>
      `${model.modelName.padEnd(width)}v${String(model.datasetVersion).padEnd(4)} ${figures(model)}  ` +
      `${standing(model)}: ${model.reason}${anyway(model)}${took(model)}`,
  );
}

/** Why a model is as good as it is, the costliest kind of error first. */
export function describeErrors(report: ModelReport, { gains }: ModelErrors): string[] {
  const { modelName, images, metric, perLabel, errors, crossValidation, learningCurve } = report;
  const kinds = (Object.keys(gains) as ErrorKind[]).toSorted((a, b) => gains[b] - gains[a]);
  return [
    `${modelName}: ${metricName(metric)} ${score(report.score)} on ${images} validation images`,
    ...(crossValidation
      ? [
          `  quick models like it: ${score(crossValidation.challenger.score)} on all ${crossValidation.challenger.images} labeled images, ` +
            `each judged by one that did not see it (95 %: ${score(crossValidation.interval.low)} to ${score(crossValidation.interval.high)})`,
        ]
      : []),
    ...(learningCurve ? [`  ${describeCurve(learningCurve)}`] : []),
    '',
    ...Object.entries(perLabel).map(
      ([label, of]) =>
        `  ${label.padEnd(20)}${labelMetricName(metric)} ${score(of.score)}  ${of.truth} ${countedThings(metric)}`,
    ),
    '',
    ...kinds
      .filter((kind) => errors[kind] > 0)
      .flatMap((kind) => [
        `  ${String(errors[kind]).padStart(4)} ${ERROR_ADVICE[kind].meaning}: without them ${metricName(metric)} would be +${gains[kind].toFixed(3)}`,
        `       ${ERROR_ADVICE[kind].remedy(report)}`,
      ]),
  ];
}
