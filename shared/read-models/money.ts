import { readStateVisits } from '../aws/execution-history.ts';
import type { ExecutionCost, MoneyOverview } from '../contracts/money-overview.ts';
import type { ExecutionOverview } from '../contracts/overview.ts';
import type { Project } from '../contracts/project.ts';
import { findBatch } from '../documents/batch.ts';
import { findCounter } from '../documents/batch-counter.ts';
import { PARALLEL_CALLS } from '../documents/ledger.ts';
import { readProject } from '../documents/project.ts';
import { type ProjectBucket, projectBucket } from '../documents/project-bucket.ts';
import { listRekognitionRuns } from '../documents/rekognition-runs.ts';
import { findTrainingClaim } from '../documents/training-claim.ts';
import { budgetStanding } from '../domain/batches/batch-policy.ts';
import { addCosts, executionCost, labelsWereOrdered, NO_COST, useOfVisits } from '../domain/money/execution-cost.ts';
import { budgetUsdPerImage } from '../domain/money/labeling-price.ts';
import { PRICES, PRICES_AS_OF, PRICES_REGION } from '../domain/money/prices.ts';
import { rekognitionMoney } from '../domain/money/rekognition-use.ts';
import { monthOf, spentInMonth } from '../domain/money/training-limit.ts';
import { isExecutionOf, labelingJobName, parseBatchExecutionName } from '../domain/project/names.ts';
import { inParallel } from '../in-parallel.ts';
import { findRoundsOfJob } from './automatic-rounds.ts';
import { readWaiting } from './waiting-images.ts';

/** Executions that are priced one by one; of a project's history those are the newest. */
const PRICED = 50;

/** What a project costs. @param executions of the state machine, newest first @param now milliseconds since 1970 */
export async function readMoney(
  bucket: string,
  project: Project,
  executions: readonly ExecutionOverview[],
  now: number,
): Promise<MoneyOverview> {
  const { project: name, labeling, training } = project;
  const place = projectBucket(bucket, name);
  const own = executions.filter((one) => isExecutionOf(name, one.name)).slice(0, PRICED);
  const [{ waiting }, counter, claim, runs, costs] = await Promise.all([
    readWaiting(place),
    findCounter(place),
    findTrainingClaim(place),
    listRekognitionRuns(bucket),
    inParallel(own, PARALLEL_CALLS, (execution) => readExecutionCost(place, execution)),
  ]);
  const budget = budgetStanding(labeling, counter?.claimed ?? 0);
  const usdPerImage = budgetUsdPerImage(labeling);
  const held = budget ? Math.max(0, waiting.images - budget.imagesLeft) : 0;
  const priced = own.map((execution, index) => ({ ...execution, ...costs[index]! }));
  const month = monthOf(now);
  return {
    project: name,
    pricesAsOf: PRICES_AS_OF,
    region: PRICES_REGION,
    budget,
    usdPerImage,
    held: { images: held, usd: held * usdPerImage },
    trainings: { month, spentUsd: claim ? spentInMonth(claim, month) : 0, maxUsd: training.maxUsdPerMonth ?? null },
    executions: priced.map(({ name: execution, status, startedAt, labeling: paid, orchestration, ...rest }) => ({
      ...{ name: execution, status, startedAt, labeling: paid, orchestration },
      ...{ training: rest.training, machine: rest.machine, total: rest.total },
    })),
    months: [...Map.groupBy(priced, ({ startedAt }) => monthOf(startedAt))].map(([of, all]) => ({
      month: of,
      executions: all.length,
      ...all.reduce<ExecutionCost>(addCosts, NO_COST),
    })),
    rekognition: rekognitionMoney(
      runs.filter((run) => run.project === name),
      now,
    ),
    idleUsdPerMonth: PRICES.idleStage.usd,
  };
}

/** What an execution has cost so far: its batch's answers by people, its steps, its trainings and the machine's. */
export async function readExecutionCost(
  bucket: ProjectBucket,
  { executionArn, name }: Pick<ExecutionOverview, 'executionArn' | 'name'>,
): Promise<ExecutionCost> {
  const batchId = parseBatchExecutionName(bucket.project, name)?.batchId;
  const [visits, batch] = await Promise.all([
    readStateVisits(executionArn),
    batchId === undefined ? undefined : findBatch(bucket, batchId),
  ]);
  if (!batch) return NO_COST;
  const { labeling, uid } = await readProject(bucket.name, batch.configKey);
  const isPaid = batch.reason !== 'import' && labelsWereOrdered(visits);
  const jobName = labelingJobName({ project: bucket.project, uid, batchId: batch.batchId });
  const rounds = isPaid && labeling.automatic ? await findRoundsOfJob(bucket, batch.batchId, jobName) : undefined;
  const byMachine = {
    machineImages: rounds?.machine ?? 0,
    machineWork: rounds?.rounds.flatMap(({ work }) => work ?? []) ?? [],
  };
  return executionCost({ images: isPaid ? batch.images.length : 0, ...byMachine, ...useOfVisits(visits) }, labeling);
}
