import { createHash, createHmac } from 'node:crypto';
import { newShard } from '../core/shard.ts';
import { taskTypeOfTemplate } from '../core/task-type-of-hook.ts';
import type { EngineContext } from '../engine-context.ts';
import { Job, linesKey, shardKey } from '../job/job.ts';
import type { JobDocument } from '../job/job-document.ts';
import { LabelingApiError } from '../labeling-api-error.ts';
import type { StoredFlowDefinition } from './flow-store.ts';

const DEFAULT_AVAILABILITY_SECONDS = 864_000;
const DEFAULT_TIME_LIMIT_SECONDS = 3600;
/** No labeling job can have a name with a full stop. */
const PREFIX = 'human-loop.';

/** The loop's own page: the template as it was when the loop was made. */
export const loopTemplateKey = (root: string) => `${root}template.liquid.html`;

export const loopJobName = (loopName: string) => `${PREFIX}${loopName}`;

/** `<S3OutputPath>/<flow definition>/YYYY/MM/DD/hh/mm/ss/<loop>/output.json`, by when the loop was made. */
export function loopOutputUri({ request }: StoredFlowDefinition, loopName: string, createdAt: number): string {
  const time = new Date(createdAt).toISOString().slice(0, 19).replaceAll(/[-T:]/g, '/');
  const root = request.OutputConfig.S3OutputPath.replace(/\/+$/, '');
  return `${root}/${request.FlowDefinitionName}/${time}/${loopName}/output.json`;
}

/**
 * Makes the labeling job of one object that a human loop is: its page and input are kept first, then the document that
 * makes it one. What it writes as a labeling job lies in the engine's own place; its output is written at its end.
 * @param inputContent a JSON object as text
 * @returns false when the name is taken, whoever has it
 */
export async function createLoopJob(
  engine: EngineContext,
  flow: StoredFlowDefinition,
  { name, inputContent, template }: { name: string; inputContent: string; template: string },
): Promise<boolean> {
  const { ports } = engine;
  const { storage } = ports;
  const jobName = loopJobName(name);
  const now = ports.now();
  const inputHash = createHash('sha256').update(inputContent).digest('hex');
  const job = new Job(jobName, ports, { newWriterId: () => ports.randomHex(8), exclusive: ports.exclusive });
  const root = job.ledgerRootFor(ports.randomHex(8));
  await storage.create(job.keys().loopInput(inputHash), inputContent);
  await storage.create(loopTemplateKey(root), template);
  await storage.create(linesKey(root, 0), JSON.stringify({ source: name }));
  await storage.create(shardKey(root, 0), JSON.stringify(newShard(ports.randomHex(8), 0, ['queued'])));
  const arn = engine.flows.arnOf('human-loop', name);
  return engine.jobs.create({
    ...{ version: 1, writerId: ports.randomHex(8), arn, status: 'InProgress', createdAt: now, modifiedAt: now },
    request: requestOf(flow, jobName, ports.dataBucket),
    reference: createHmac('sha256', await engine.secret())
      .update(`job:${arn}`)
      .digest('hex')
      .slice(0, 20),
    ledger: { root, objects: 1, shards: 1, labels: [], taskType: taskTypeOfTemplate(template) },
    loop: {
      ...{ name, inputHash },
      flowDefinitionArn: engine.flows.arnOf('flow-definition', flow.request.FlowDefinitionName),
      outputUri: loopOutputUri(flow, name, now),
    },
  });
}

function requestOf(
  { request: { HumanLoopConfig: task, OutputConfig, RoleArn } }: StoredFlowDefinition,
  jobName: string,
  dataBucket: string,
): JobDocument['request'] {
  return {
    LabelingJobName: jobName,
    LabelAttributeName: 'answer',
    // What a page may show lies where the output goes.
    InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: OutputConfig.S3OutputPath } } },
    OutputConfig: { S3OutputPath: `s3://${dataBucket}/labeling-engine/human-loops` },
    RoleArn,
    HumanTaskConfig: {
      WorkteamArn: task.WorkteamArn,
      UiConfig: {},
      TaskTitle: task.TaskTitle,
      TaskDescription: task.TaskDescription,
      NumberOfHumanWorkersPerDataObject: task.TaskCount,
      TaskTimeLimitInSeconds: task.TaskTimeLimitInSeconds ?? DEFAULT_TIME_LIMIT_SECONDS,
      TaskAvailabilityLifetimeInSeconds: task.TaskAvailabilityLifetimeInSeconds ?? DEFAULT_AVAILABILITY_SECONDS,
    },
  };
}

/** @throws LabelingApiError `ResourceNotFoundException`, also for a deleted one */
export async function findLoop(engine: EngineContext, name: string) {
  const found = await engine.jobs.find(loopJobName(name));
  const loop = found?.document.loop;
  if (!found || !loop || loop.deleted)
    throw new LabelingApiError('ResourceNotFoundException', `The human loop ${name} does not exist`);
  return { ...found, loop };
}

/** Where a loop stands. It has ended when its output is written and the event bus knows. */
export function loopStatus({ status, loop }: JobDocument) {
  if (loop?.outcome) return loop.outcome;
  return { status: status === 'Stopping' || status === 'Stopped' ? ('Stopping' as const) : ('InProgress' as const) };
}
