import { deleteObject, findSize } from '../../aws/s3.ts';
import type { Batch } from '../../contracts/batch.ts';
import type { Project } from '../../contracts/project.ts';
import type { ProjectProblem } from '../../contracts/project-problem.ts';
import { findBatch } from '../../documents/batch.ts';
import { findCounter } from '../../documents/batch-counter.ts';
import { listRequests } from '../../documents/label-request.ts';
import { listPending } from '../../documents/pending-images.ts';
import { loadProject, readProject } from '../../documents/project.ts';
import { type ProjectBucket, projectBucket } from '../../documents/project-bucket.ts';
import { findProblem, noteProblem } from '../../documents/project-problem.ts';
import { budgetSpentReason, dueReason } from '../../domain/batches/batch-policy.ts';
import { labelingProblem } from '../../domain/labeling/labeling-request.ts';
import type { LabelingBackend } from '../../domain/money/estimate.ts';
import { readyKey } from '../../domain/project/bucket-keys.ts';
import { batchIdOf } from '../../domain/project/names.ts';
import { reconcileInbox } from '../images/reconcile-inbox.ts';
import { commitRequest } from '../requests/commit-request.ts';
import { tellBudgetSpent } from '../webhooks/tell-budget-spent.ts';
import { commitBatch } from './choose-batch.ts';
import { finishBatch } from './finish-batch.ts';
import { recoverBatches } from './recover-batches.ts';

/** How long the notification of a dropped object may take before the sweep no longer waits for it. */
const NOTIFICATION_MS = 15 * 60_000;

/** With these problems nothing was taken in. */
const INTAKE_STOOD_STILL = ['no-such-project', 'broken-project'];

/** Where closing looks and what it starts. */
export interface Closing {
  bucket: string;
  stateMachineArn: string;
  /** Who labels; absent: our own engine. */
  labelingBackend?: LabelingBackend | undefined;
  /** Milliseconds since 1970. */
  now: number;
  /** Also look for objects in the inbox that no notification came for, and for batches whose execution failed. */
  reconcile: boolean;
}

/** What closing did, for the log. */
export interface Closed {
  batches: Batch[];
  /** Objects taken in that no notification came for. */
  reconciled: number;
  /** Executions that had ended badly and got an answer: another one, or their images back in line. */
  recovered: string[];
  /** Set by `ready/` although no image waited. */
  nothingToLabel: boolean;
  problem?: ProjectProblem;
}

/**
 * Makes batches of all requests and closes every batch of one project that is due, after finishing one that was left
 * open. With the project's `ready/` marker set, all that lies in the inbox is taken in and labeled now, failed batches
 * included; the marker is removed afterwards, unless it was set again meanwhile.
 */
export async function closeProject(name: string, closing: Closing): Promise<Closed> {
  const { bucket } = closing;
  const marker = await findSize(bucket, readyKey(name));
  const own = projectBucket(bucket, name);
  const noted = await findProblem(own);
  const loaded = await loadProject(own);
  if ('problem' in loaded) {
    await noteProblem(own, noted, loaded.problem);
    return { batches: [], reconciled: 0, recovered: [], nothingToLabel: false, problem: loaded.problem };
  }
  const reconciled = await reconcile(name, closing, marker !== undefined, noted);
  const asked = marker !== undefined;
  const recovered = asked || closing.reconcile ? await recoverBatches(loaded.project, { ...closing, asked }) : [];
  const { batches, problem } = await closeDueBatches(loaded.project, closing, marker !== undefined);
  await noteProblem(own, noted, problem);
  if (problem?.code === 'budget-spent') await tellBudgetSpent(own, loaded.project, closing.now);
  if (marker) await removeMarker(bucket, readyKey(name), marker);
  return {
    batches,
    reconciled,
    recovered,
    nothingToLabel: asked && batches.length === 0 && recovered.length === 0,
    ...(problem && { problem }),
  };
}

async function reconcile(project: string, closing: Closing, ready: boolean, noted: ProjectProblem | undefined) {
  const { bucket, now } = closing;
  const own = projectBucket(bucket, project);
  if (ready || (noted && INTAKE_STOOD_STILL.includes(noted.code))) return reconcileInbox(own, Number.POSITIVE_INFINITY);
  return closing.reconcile ? reconcileInbox(own, now - NOTIFICATION_MS) : 0;
}

async function closeDueBatches(
  project: Project,
  { bucket, stateMachineArn, labelingBackend, now }: Closing,
  ready: boolean,
): Promise<{ batches: Batch[]; problem?: ProjectProblem }> {
  const own = projectBucket(bucket, project.project);
  const open = await findOpenBatch(own);
  const batches = open ? [await finishBatch(bucket, stateMachineArn, open)] : [];
  while (true) {
    const requests = await listRequests(own);
    const pending = await listPending(own);
    const reason = dueReason(project.batch, pending, ready, now);
    if (!reason && requests.length === 0) return { batches };
    const problem = labelingProblem(project, await earlierProject(own), labelingBackend);
    if (problem) return { batches, problem };
    const answer = requests.length > 0 ? await commitRequest(bucket, project, requests, now) : undefined;
    const batch = typeof answer !== 'object' && reason ? await commitBatch(bucket, project, reason) : answer;
    if (batch === 'budget' || (answer === 'budget' && !batch)) return { batches, problem: budgetSpent(project) };
    if (batch) batches.push(await finishBatch(bucket, stateMachineArn, batch));
    else if (!reason) return { batches };
  }
}

/** A marker that was set again meanwhile has another time, or another body. */
async function removeMarker(bucket: string, key: string, seen: { etag: string; lastModified: Date }): Promise<void> {
  const present = await findSize(bucket, key);
  if (present?.lastModified.getTime() === seen.lastModified.getTime()) await deleteObject(bucket, key, seen.etag);
}

async function findOpenBatch(bucket: ProjectBucket): Promise<Batch | undefined> {
  const open = (await findCounter(bucket))?.open;
  return open ? findBatch(bucket, open) : undefined;
}

/**
 * What the newest batch was closed with: its number is the counter's last, or the one before when that is only
 * reserved.
 */
async function earlierProject(bucket: ProjectBucket): Promise<Project | undefined> {
  const last = (await findCounter(bucket))?.last ?? 0;
  for (const number of [last, last - 1].filter((candidate) => candidate > 0)) {
    const batch = await findBatch(bucket, batchIdOf(number));
    if (!batch) continue;
    return readProject(bucket.name, batch.configKey);
  }
  return undefined;
}

const budgetSpent = ({ project, labeling }: Project): ProjectProblem => ({
  version: 1,
  code: 'budget-spent',
  reason: budgetSpentReason(project, { budgetUsd: labeling.budgetUsd! }),
});
