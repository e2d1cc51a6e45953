import { crossValidates } from '../../algorithms/algorithms.ts';
import { listExecutions } from '../../shared/aws/execution-history.ts';
import { type ExecutionStanding, findStateMachineArn, readStanding } from '../../shared/aws/execution-progress.ts';
import { findCapturedPercent, findEndpointStatus } from '../../shared/aws/job-progress.ts';
import { readText } from '../../shared/aws/s3.ts';
import type { Drift } from '../../shared/contracts/capture.ts';
import { datasetSummarySchema } from '../../shared/contracts/dataset.ts';
import type { ProjectOverview } from '../../shared/contracts/overview.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import type { RunningExecution } from '../../shared/contracts/project-progress.ts';
import type { ProjectTroubles } from '../../shared/contracts/project-troubles.ts';
import type { DeployedAnyway } from '../../shared/contracts/training.ts';
import { findCounter } from '../../shared/documents/batch-counter.ts';
import { findDrift } from '../../shared/documents/captures.ts';
import { findDeployedAnyway } from '../../shared/documents/champion.ts';
import { findDatasetHead } from '../../shared/documents/dataset-head.ts';
import { listOpenRequests, type OpenRequest } from '../../shared/documents/label-request.ts';
import { loadProject } from '../../shared/documents/project.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { findTrainingClaim } from '../../shared/documents/training-claim.ts';
import { type BudgetStanding, budgetStanding } from '../../shared/domain/batches/batch-policy.ts';
import { nextStep } from '../../shared/domain/batches/next-step.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';

import { isExecutionOf, parseBatchExecutionName, stateMachineNameOf } from '../../shared/domain/project/names.ts';

import { notDueReason } from '../../shared/domain/training/training-claim.ts';

import { causeMessage } from '../../shared/domain/workflow/failure-cause.ts';
import { openFailures } from '../../shared/domain/workflow/open-failures.ts';
import { type AutomaticRounds, readAutomaticRounds } from '../../shared/read-models/automatic-rounds.ts';
import { type FeedbackStanding, readFeedbackStanding } from '../../shared/read-models/feedback-standing.ts';
import { readOverview, readOverviews } from '../../shared/read-models/project-overview.ts';
import { readRunning } from '../../shared/read-models/project-progress.ts';
import { readTroubles } from '../../shared/read-models/project-troubles.ts';
import { readWaiting } from '../../shared/read-models/waiting-images.ts';
import { requireProject } from '../require-project.ts';

/** What `labelloop status` shows of one project. */
export interface ProjectStatus extends ProjectOverview {
  /** What happens to the waiting images, and when. */
  next: string;
  /** Newest first. */
  executions: Array<{
    name: string;
    status: string;
    state: string | undefined;
    error: string | undefined;
    cause: string | undefined;
    /** How it ended well: `deployed`, `kept`, `labeled`, …, and why, for people. */
    outcome: string | undefined;
    reason: string | undefined;
  }>;
  /** The newest execution while it runs, and how far its labeling or training is. */
  running: RunningExecution | null;
  troubles: ProjectTroubles;
  endpointStatus: string | undefined;
  /** Percent of the requests that the endpoint is to keep and that it keeps; null: none is asked for. */
  capture: { asked: number; kept: number } | null;
  /** Who let the champion serve although the gate did not. */
  deployedAnyway: DeployedAnyway | undefined;
  /** Images in the newest dataset version. */
  labeled: number;
  /** How the rounds of the newest batch with automatic labeling go; null: there is none. */
  automatic: AutomaticRounds | null;
  /** What came back from production; null: nothing. */
  feedback: FeedbackStanding | null;
  /** How production differs from what the live model was judged on; null: nobody looked. */
  drift: Drift | null;
  /** null: labeling has no budget. */
  budget: BudgetStanding | null;
  /**
   * Why the training that is wanted does not run now, and when it is tried again; null when it runs or none is wanted.
   */
  trainingWaits: string | null;
  /** Labels that were brought or sent back, and have no batch yet. */
  requests: OpenRequest[];
  /** Labeled images on which nobody looked for a class, by class; those with none are left out. */
  unchecked: Record<string, number>;
}

const EXECUTIONS = 100;
const SHOWN_EXECUTIONS = 5;

/**
 * Every project's state, or one's.
 * @param now milliseconds since 1970
 * @throws CommandError when `only` is no project
 */
export async function readStatus(bucket: string, only: string | undefined, now: number): Promise<ProjectStatus[]> {
  if (only !== undefined) await requireProject(bucket, only);
  const overviews =
    only === undefined ? await readOverviews(bucket) : [await readOverview(projectBucket(bucket, only))];
  const machine = await findStateMachineArn(stateMachineNameOf(bucket));
  const executions = machine ? await listExecutions(machine, EXECUTIONS) : [];
  return Promise.all(
    overviews.map(async (overview) => {
      const { project, champion } = overview;
      const own = executions.filter(({ name }) => isExecutionOf(project, name));
      const live = own.filter(({ status }) => status === 'RUNNING');
      const busy = live.flatMap(({ name }) => parseBatchExecutionName(project, name)?.batchId ?? []);
      const place = projectBucket(bucket, project);
      const [loaded, waiting, standings, endpointStatus, requests, unchecked, counter, claim, head, deployedAnyway] =
        await Promise.all([
          loadProject(place),
          readWaiting(place),
          Promise.all(own.slice(0, SHOWN_EXECUTIONS).map(({ executionArn }) => readStanding(executionArn))),
          champion ? findEndpointStatus(champion.endpointName) : undefined,
          listOpenRequests(place),
          readUnchecked(bucket, overview),
          findCounter(place),
          findTrainingClaim(place),
          findDatasetHead(place),
          champion ? findDeployedAnyway(place, champion.modelName) : undefined,
        ]);
      const [running, troubles] = await Promise.all([
        live[0] ? readRunning(overview, live[0], now) : null,
        readTroubles(bucket, overview, busy),
      ]);
      const config = 'project' in loaded ? loaded.project : undefined;
      // A batch that began in rounds goes on in rounds, also where the next one will not.
      const batches = config?.labeling.automatic
        ? overview.batches
        : overview.batches.filter(({ batchId }) => busy.includes(batchId));
      const automatic = config && (await readAutomaticRounds(place, { batches }, config.labeling));
      const asked = config?.capture?.sampled ?? 0;
      const isRealTime = config?.endpoint.mode === 'real-time';
      const kept = champion && (asked || isRealTime) ? await findCapturedPercent(champion.endpointName) : 0;
      const capture = champion && (asked || kept) ? { asked, kept } : null;
      const budget = config ? budgetStanding(config.labeling, counter?.claimed ?? 0) : null;
      const isWanted = claim && config && claim.holder === null && claim.wanted > claim.trained;
      const need = config && {
        training: config.training,
        dataset: head,
        now: new Date(now).toISOString(),
        crossValidates: crossValidates(config.training.algorithm),
      };
      return {
        ...overview,
        failures: openFailures(overview.failures, executions),
        next:
          'problem' in loaded
            ? loaded.problem.reason
            : nextStep(loaded.project, waiting.waiting, waiting.ready, counter?.claimed ?? 0, now),
        labeled: overview.dataset ? overview.dataset.train + overview.dataset.validation : 0,
        automatic: automatic ?? null,
        feedback: (config && (await readFeedbackStanding(place, config.taskType))) ?? null,
        drift: (await findDrift(place)) ?? null,
        budget,
        trainingWaits: isWanted && need ? (notDueReason(claim, need) ?? 'it starts within a minute') : null,
        executions: standings.map(showExecution),
        running,
        troubles,
        endpointStatus,
        capture,
        deployedAnyway,
        requests,
        unchecked,
      };
    }),
  );
}

/** As the newest version's summary has it; classes that were added since then are not in it. */
async function readUnchecked(bucket: string, { project, labels, dataset }: ProjectOverview) {
  if (!dataset) return {};
  const key = projectKeys(project).datasetSummary(dataset.folder);
  const summary = parseJson(datasetSummarySchema, (await readText(bucket, key)).text, key);
  const images = dataset.train + dataset.validation;
  const counts = labels.map((label): [string, number] => [
    label,
    summary.labels.includes(label) ? (summary.uncheckedPerLabel?.[label] ?? 0) : images,
  ]);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

function showExecution({
  name,
  status,
  state,
  error,
  cause,
  output,
}: ExecutionStanding): ProjectStatus['executions'][0] {
  const { outcome, reason } = (output ?? {}) as { outcome?: string; reason?: string };
  return { name, status, state, error, cause: cause && causeMessage(cause), outcome, reason };
}
