import { createOnce, findText, listObjects } from '../aws/s3.ts';
import { parseJson } from '../contracts/parse.ts';
import {
  type Contribution,
  contributionSchema,
  type WorkerState,
  type WorkerStateSnapshot,
  workerStateSnapshotSchema,
} from '../contracts/worker-state.ts';
import { addWorkerStates, emptyWorkerState } from '../domain/consolidation/worker-state.ts';
import { changeDocument } from './change-document.ts';
import type { ProjectBucket } from './project-bucket.ts';

/** Contributions that may wait outside the snapshot before it is written anew. */
const UNFOLDED = 16;

const parseSnapshot = (text: string) => parseJson(workerStateSnapshotSchema, text, 'workers/state.json');

/** What an earlier call answered to this payload; undefined when there was none that finished. */
export async function findContribution(bucket: ProjectBucket, payloadHash: string): Promise<Contribution | undefined> {
  const key = bucket.keys.contribution(payloadHash);
  const stored = await findText(bucket.name, key);
  return stored && parseJson(contributionSchema, stored.text, key);
}

/** The sum of all contributions of the project: the snapshot and what came after it. */
export async function readWorkerState(bucket: ProjectBucket): Promise<WorkerState> {
  const keys = bucket.keys;
  const stored = await findText(bucket.name, keys.workerState);
  const snapshot = stored ? parseSnapshot(stored.text) : { folded: [], state: emptyWorkerState() };
  const known = new Set(snapshot.folded);
  const fresh: string[] = [];
  for await (const { key } of listObjects(bucket.name, keys.contributionsPrefix)) if (!known.has(key)) fresh.push(key);
  let { state } = snapshot;
  for (const key of fresh) {
    const text = (await findText(bucket.name, key))?.text;
    if (text) state = addWorkerStates(state, parseJson(contributionSchema, text, key).contribution);
  }
  if (fresh.length > UNFOLDED) await writeSnapshot(bucket, [...known, ...fresh], state);
  return state;
}

async function writeSnapshot(bucket: ProjectBucket, folded: string[], state: WorkerState): Promise<void> {
  const writerId = `${folded.length}-${folded.at(-1)}`;
  const next: WorkerStateSnapshot = { version: 1, writerId, folded, state };
  await changeDocument(bucket.name, bucket.keys.workerState, parseSnapshot, async (present) =>
    present && present.folded.length >= folded.length ? undefined : next,
  );
}

/**
 * Keeps the answer and what it taught, once per payload.
 * @returns the contribution that counts: this one, or that of a call which was faster
 */
export async function keepContribution(
  bucket: ProjectBucket,
  payloadHash: string,
  contribution: Contribution,
): Promise<Contribution> {
  const key = bucket.keys.contribution(payloadHash);
  const isFirst = await createOnce(bucket.name, key, JSON.stringify(contribution));
  return isFirst ? contribution : ((await findContribution(bucket, payloadHash)) ?? contribution);
}
