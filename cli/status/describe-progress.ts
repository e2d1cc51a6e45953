import type { RunningExecution } from '../../shared/contracts/project-progress.ts';
import { waitsForApproval } from '../../shared/domain/workflow/loop-phase.ts';
import type { ProjectStatus } from './read-status.ts';

/** A name and a text, in the columns of `labelloop status`. */
export type StatusLine = [name: string, text: string];

/** So many of each kind of trouble are shown; `--json` has more. */
const SHOWN = 3;

/** What a running execution waits for: how far the labeling or the training is, or somebody who approves a model. */
export function describeRunning({ labeling, training, state }: RunningExecution): StatusLine[] {
  const lines: StatusLine[] = [];
  if (waitsForApproval(state))
    lines.push(['approval', 'a model passed the gate and waits: labelloop models approve (or reject) --reason "…"']);
  if (labeling) {
    const { labeled, unlabeled, failed } = labeling;
    const lost = failed > 0 ? `, ${failed} failed` : '';
    lines.push(['labeling', `${labeled} of ${labeled + unlabeled + failed} images labeled${lost}`]);
  }
  if (training) lines.push(['training', describeTraining(training)]);
  return lines;
}

function describeTraining({ status, seconds, metrics }: NonNullable<RunningExecution['training']>): string {
  const {
    'train:progress': progress,
    'train:step': step,
    'train:loss': loss,
    'validation:mAP50': map50,
  }: Partial<Record<string, number>> = metrics;
  return [
    `${status}, ${Math.round(seconds)} s so far`,
    progress !== undefined && `${Math.round(progress * 100)} % done`,
    step !== undefined && `step ${step}`,
    loss !== undefined && `loss ${loss.toFixed(3)}`,
    map50 !== undefined && `mAP@.5 ${map50.toFixed(3)} on validation images`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** What people should look at: each kind by its count and its first ones. */
export function describeTroubles({ troubles }: Pick<ProjectStatus, 'troubles'>): StatusLine[] {
  const { declined, needsAttention, deleted, endedJobs } = troubles;
  return [
    ...endedJobs.map(
      ({ jobName, status, labeled, unlabeled }): StatusLine => [
        'labeling',
        `${jobName} ${status === 'Stopped' ? 'was stopped' : 'failed'}: ${labeled} images labeled, ${unlabeled} not; those wait for another batch`,
      ],
    ),
    ...listed(
      'declined',
      declined.map(({ name, worker, workerId, reason }) => `${name}, by ${worker ?? workerId}: ${reason}`),
    ),
    ...listed(
      'attention',
      needsAttention.map(({ name, reason }) => `${name}: no batch labeled it: ${reason}`),
    ),
    ...listed(
      'deleted',
      deleted.map(
        ({ name }) => `${name}: its bytes are no longer in the bucket; drop it again, or it is missing from training`,
      ),
    ),
  ];
}

function listed(name: string, texts: readonly string[]): StatusLine[] {
  const rest = texts.length - SHOWN;
  return [
    ...texts.slice(0, SHOWN).map((text): StatusLine => [name, text]),
    ...(rest > 0 ? [['', `and ${rest} more: labelloop status --json`] as StatusLine] : []),
  ];
}
