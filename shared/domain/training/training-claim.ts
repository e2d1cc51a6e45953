import type { DatasetHead } from '../../contracts/dataset.ts';
import type { Project } from '../../contracts/project.ts';
import type { TrainingClaim } from '../../contracts/training.ts';
import { overMonthlyLimit, withStart } from '../money/training-limit.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const FIRST_BACK_OFF_MS = 10 * 60 * 1000;

/** `training.json` of a project that never trained. */
export const NO_TRAINING: TrainingClaim = {
  version: 1,
  writerId: '',
  holder: null,
  fence: 0,
  wanted: 0,
  trained: 0,
  starts: [],
  failures: 0,
  failedAt: null,
};

/** What decides whether a training is due. */
export interface TrainingNeed {
  training: Pick<
    Project['training'],
    'minImages' | 'minNewLabels' | 'maxStartsPerDay' | 'maxUsdPerMonth' | 'maxRuntimeSeconds' | 'instanceType'
  >;
  /** dataset.json; undefined when nothing was ever merged. */
  dataset: DatasetHead | undefined;
  /** Whether the algorithm can do without validation images; absent: it cannot. */
  crossValidates?: boolean;
  /** ISO 8601. */
  now: string;
}

const startsOfLastDay = (claim: TrainingClaim, now: string) =>
  claim.starts.filter((start) => Date.parse(start) > Date.parse(now) - DAY_MS);

/** Milliseconds to wait after the n-th failure in a row: 10 minutes, doubled each time, at most a day. */
export const backOff = (failures: number) => Math.min(DAY_MS, FIRST_BACK_OFF_MS * 2 ** (failures - 1));

/** Why the head is not worth a training (too few images or labels), for people; undefined when it is. */
function tooLittle(claim: TrainingClaim, { training, dataset, crossValidates }: TrainingNeed): string | undefined {
  const head = dataset?.versions.find((version) => version.datasetVersion === dataset.head);
  const labeled = head ? head.train + head.validation : 0;
  if (labeled < training.minImages)
    return `too little to train, ${training.minImages - labeled} more needed (${labeled} labeled, ${training.minImages} needed)`;
  if (head!.validation === 0 && !crossValidates)
    return 'no labeled image is in the validation split yet: nothing to measure a model on';
  if (head!.train === 0) return 'no labeled image is in the train split yet: nothing to learn from';
  if (claim.trained >= dataset!.head) return `dataset version ${dataset!.head} is trained already`;
  if (claim.trained === 0) return undefined;
  const added = dataset!.versions
    .filter((version) => version.datasetVersion > claim.trained)
    .reduce((sum, version) => sum + version.added, 0);
  if (added >= training.minNewLabels) return undefined;
  return `${added} new labels since version ${claim.trained} was trained, ${training.minNewLabels} needed: ${training.minNewLabels - added} more`;
}

/** Why a training that is worth it must wait (money, repeated failures), for people; undefined when it need not. */
function mustWait(claim: TrainingClaim, { training, now }: TrainingNeed): string | undefined {
  const starts = startsOfLastDay(claim, now);
  if (starts.length >= training.maxStartsPerDay)
    return `${starts.length} trainings in the last 24 hours, the limit (training.maxStartsPerDay): the next one after ${new Date(Date.parse(starts[0]!) + DAY_MS).toISOString()}`;
  const dear = overMonthlyLimit(claim, training, now);
  if (dear) return dear;
  if (!claim.failedAt) return undefined;
  const until = Date.parse(claim.failedAt) + backOff(claim.failures);
  return Date.parse(now) < until
    ? `the last training failed (${claim.failures} in a row): the next try after ${new Date(until).toISOString()}`
    : undefined;
}

/** Why no training is due now, for people; undefined when one is. */
export const notDueReason = (claim: TrainingClaim, need: TrainingNeed): string | undefined =>
  tooLittle(claim, need) ?? mustWait(claim, need);

/**
 * Whether the sweep must start an execution in `mode: train`: somebody wanted a version, nobody trains it, and it is
 * due.
 * @param holderIsRunning whether the execution that holds the claim, if any, still runs
 */
export const trainingIsOwed = (claim: TrainingClaim, need: TrainingNeed, holderIsRunning: boolean): boolean =>
  !(claim.holder && holderIsRunning) && claim.wanted > claim.trained && notDueReason(claim, need) === undefined;

export interface ClaimOutcome {
  decision: 'train' | 'notDue' | 'coalesced';
  reason: string;
  /** The document to write; undefined when it stays as it is. */
  next: TrainingClaim | undefined;
}

/**
 * One execution asks to train the head. It takes the claim when nobody alive holds it; otherwise it leaves word
 * (`wanted`), which the holder must see at its release, because both write the same document by compare-and-set.
 * @param executionArn who asks; the holder itself gets its own claim again, with the same fence
 */
export function claim(
  present: TrainingClaim,
  executionArn: string,
  need: TrainingNeed,
  holderIsRunning: boolean,
): ClaimOutcome {
  const head = need.dataset?.head ?? 0;
  const wanted = Math.max(present.wanted, head);
  const writerId = `claim:${executionArn}:${wanted}:${need.now}`;
  const leaveWord = present.wanted === wanted ? undefined : { ...present, writerId, wanted };
  if (present.holder === executionArn)
    return { decision: 'train', reason: `version ${head}, the claim is held already`, next: leaveWord };
  const little = tooLittle(present, need);
  if (little) return { decision: 'notDue', reason: little, next: undefined };
  if (present.holder && holderIsRunning)
    return {
      decision: 'coalesced',
      reason: `${present.holder.split(':').at(-1)} is training; it goes on with version ${wanted} afterwards`,
      next: leaveWord,
    };
  const wait = mustWait(present, need);
  if (wait) return { decision: 'notDue', reason: wait, next: leaveWord };
  return {
    decision: 'train',
    reason: `version ${head}`,
    next: {
      ...present,
      writerId,
      holder: executionArn,
      fence: present.fence + 1,
      wanted,
      starts: [...startsOfLastDay(present, need.now), need.now],
      month: withStart(present, need.training, need.now),
    },
  };
}

export interface ReleaseOutcome {
  /** The claim is kept, because a newer version waits and is due. */
  again: boolean;
  next: TrainingClaim | undefined;
}

/**
 * The holder is done with `datasetVersion`. Keeps the claim (and counts a start) when a newer version waits, is due and
 * `mayGoOn`; what it leaves behind is the sweep's (`trainingIsOwed`). A stale fence changes nothing.
 */
export function releaseClaim(
  present: TrainingClaim,
  done: { executionArn: string; fence: number; datasetVersion: number; mayGoOn: boolean },
  need: TrainingNeed,
): ReleaseOutcome {
  if (present.fence !== done.fence) return { again: false, next: undefined };
  const trained: TrainingClaim = {
    ...present,
    writerId: `release:${done.executionArn}:${done.datasetVersion}:${need.now}`,
    holder: null,
    // Who merged the head may have died before it could leave word.
    wanted: Math.max(present.wanted, need.dataset?.head ?? 0),
    trained: Math.max(present.trained, done.datasetVersion),
    failures: 0,
    failedAt: null,
  };
  // A repeated call meets its own release; it must not count one more start.
  const counted = present.holder === done.executionArn && present.trained >= done.datasetVersion;
  const again = counted || (done.mayGoOn && trainingIsOwed(trained, need, false));
  if (!again) return { again, next: trained };
  if (counted) return { again, next: { ...trained, holder: done.executionArn } };
  const starts = [...startsOfLastDay(present, need.now), need.now];
  const month = withStart(present, need.training, need.now);
  return { again, next: { ...trained, holder: done.executionArn, starts, month } };
}

/**
 * The execution ended badly. Its claim, if it holds it, is free again; the head stays wanted, because the execution may
 * have ended between merging it and asking for its training. Undefined when nothing changes.
 * @param head the dataset's newest version, 0 when there is none
 */
export function releaseFailed(
  present: TrainingClaim,
  executionArn: string,
  head: number,
  now: string,
): TrainingClaim | undefined {
  const held = present.holder === executionArn;
  if (!held && head <= present.wanted) return undefined;
  return {
    ...present,
    writerId: `failed:${executionArn}:${head}:${now}`,
    wanted: Math.max(present.wanted, head),
    ...(held && { holder: null, failures: present.failures + 1, failedAt: now }),
  };
}
