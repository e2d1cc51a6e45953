import type { CustomLabelsVersion } from '../../shared/aws/rekognition.ts';
import type { RekognitionRun } from '../../shared/contracts/rekognition-runs.ts';
import { PRICES, PRICES_AS_OF, PRICES_REGION } from '../../shared/domain/money/prices.ts';
import { hoursOfRun, rekognitionTrainingUsd, usdOfRun } from '../../shared/domain/money/rekognition-use.ts';
import { usd } from '../money/describe-estimate.ts';
import type { FoundLabel } from './ask-custom-labels.ts';
import { sayMinutes } from './running-time.ts';

const RUNS_SHOWN = 10;

export const dated = `prices of ${PRICES_REGION}, ${PRICES_AS_OF}`;
/** USD of an hour that a model runs, on one inference unit. */
export const hourly = PRICES.rekognitionInferenceHour.usd;

const count = (number: number, thing: string) => `${number} ${thing}${number === 1 ? '' : 's'}`;

/** The options that name the same place and project again. */
export const place = ({ stage, project }: { stage?: string | undefined; project?: string | undefined }): string =>
  [stage === undefined ? '' : ` --stage ${stage}`, project === undefined ? '' : ` --project ${project}`].join('');

export function describeDataset(dataset: {
  version: number;
  train: { images: number };
  test: { images: number } | null;
}): string {
  const { version, train, test } = dataset;
  const tested = test ? `${test.images} to test with` : 'a fifth of them to test with';
  return `dataset version ${version}, ${train.images} images to train on, ${tested}`;
}

/** How long a training was billed, and what that costs. @param isFree nobody bills it */
export function describeTraining(billableSeconds: number, isFree: boolean): string {
  const cost = isFree ? 'nothing billed on this machine' : `about ${usd(rekognitionTrainingUsd(billableSeconds))}`;
  return `${sayMinutes(billableSeconds / 60)} of training, ${cost}`;
}

/** @param now ms since 1970 @param isFree nobody bills it */
export function describeRun(run: RekognitionRun, now: number, isFree: boolean): string {
  const name = run.versionArn.split('/').at(-2)!;
  const cost = isFree ? 'nothing billed on this machine' : `about ${usd(usdOfRun(run, now))}`;
  return `${name}: ${sayMinutes(60 * hoursOfRun(run, now))} from ${run.startedAt}, ${count(run.units, 'unit')}, ${cost}`;
}

export function describeFound({ label, confidence, box }: FoundLabel): string {
  const sides = box && Object.entries(box).map(([side, value]) => `${side} ${Math.round(value)}`);
  return `${label.padEnd(14)}${confidence.toFixed(2)}${sides ? `  ${sides.join(' ')}` : ''}`;
}

/**
 * What Rekognition has of a project, what of it runs until when, and what that has cost.
 * @param runs of the project, each with its price
 * @param standIn what stands in for Rekognition; undefined on AWS
 * @param where options that name the place again
 */
export function describeStanding(
  name: string,
  versions: readonly CustomLabelsVersion[],
  runs: ReadonlyArray<RekognitionRun & { usd: number }>,
  standIn: string | undefined,
  where: string,
): string[] {
  const now = Date.now();
  const lines = standIn === undefined ? [] : [standIn];
  if (versions.length === 0) lines.push(`${name} has no model; labelloop rekognition train${where}`);
  for (const { name: version, status, message, f1, arn } of versions) {
    const open = runs.find((run) => run.versionArn === arn && run.stoppedAt === undefined);
    const isUp = ['STARTING', 'RUNNING', 'STOPPING'].includes(status);
    const until = open
      ? `until ${open.until}`
      : `NOBODY SAID UNTIL WHEN: labelloop rekognition stop${where}, or start --for 1h sets an end`;
    const score = f1 === undefined ? '' : `F1 ${f1.toFixed(3)}`;
    lines.push([version.padEnd(20), status.padEnd(20), score.padEnd(9), isUp ? until : ''].join(' ').trimEnd());
    if (/FAILED/.test(status)) lines.push(`  ${message}`);
  }
  for (const run of runs.slice(-RUNS_SHOWN)) lines.push(`ran ${describeRun(run, now, standIn !== undefined)}`);
  const trained = versions.flatMap(({ billableSeconds }) => billableSeconds ?? []);
  if (runs.length + trained.length > 0 && standIn === undefined) {
    const total = runs.reduce((sum, run) => sum + run.usd, 0);
    const training = trained.reduce((sum, seconds) => sum + rekognitionTrainingUsd(seconds), 0);
    lines.push(
      `in all about ${usd(total)} for running, ${usd(training)} for training of these models (${dated}); no bill is read`,
    );
  }
  return lines;
}
