import * as z from 'zod/mini';
import type { PayloadObject } from '../../shared/contracts/ground-truth-events.ts';
import { TASK_TYPES, type TaskTypeName } from '../../shared/domain/answer-kinds/tasks/task-types.ts';
import { readWorkerAnswers } from '../../shared/domain/answer-kinds/worker-answer.ts';
import type { Effect, LedgerObject, Shard } from '../core/shard.ts';
import { isBuiltInHook, isPassThrough } from '../core/task-type-of-hook.ts';
import type { JobPorts } from '../engine-ports.ts';
import { writeGoldPayload } from './gold-payload.ts';
import { callHook } from './hook-call.ts';
import { type Job, objectIdOf } from './job.ts';
import type { JobDocument } from './job-document.ts';
import { dataObjectOf } from './manifest-lines.ts';
import { creationDate, jobNameInMetadata, outputLayout } from './output-layout.ts';

type Consolidation = Extract<Effect, { kind: 'consolidate' }>;
type Content = Record<string, unknown>;

/**
 * `results/<batch>.json`: what goes into the manifest lines, by object id. Create-once: a repeated hook changes
 * nothing.
 */
export type BatchResult = Record<string, Content>;

const responseSchema = z.array(
  z.looseObject({
    datasetObjectId: z.union([z.string(), z.number()]),
    consolidatedAnnotation: z.looseObject({ content: z.record(z.string(), z.unknown()) }),
  }),
);

const MISSING_IN_RESPONSE =
  'ClientError: The annotation consolidation Lambda returned no consolidated annotation for this object.';

function consolidationHook({ request }: JobDocument, ports: JobPorts): string | undefined {
  const arn = request.HumanTaskConfig.AnnotationConsolidationConfig?.AnnotationConsolidationLambdaArn;
  if (!arn || isPassThrough(arn)) return undefined;
  return isBuiltInHook(arn) ? ports.builtInHooks.consolidation : arn;
}

/**
 * Carries one batch from answers to labels: worker responses, payload file, hook, response file. Every name follows
 * from the batch, so the whole may run again.
 * @returns the event for the shard
 * @throws HookFailedError
 */
export async function consolidateBatch(
  job: Job,
  document: JobDocument,
  shardIndex: number,
  shard: Shard,
  batch: Consolidation,
  ports: JobPorts,
) {
  const layout = outputLayout(document.request);
  const members = await Promise.all(
    batch.objects.map((index) => gather(job, document, shardIndex, index, shard.objects[index]!, batch, ports)),
  );
  const resultKey = job.keys().result(batch.batch);
  let kept = await ports.storage.get(resultKey);
  if (!kept) {
    const contents = await consolidate(job, document, members, batch, ports);
    await ports.storage.create(resultKey, JSON.stringify(contents));
    kept = await ports.storage.get(resultKey);
  }
  const result = JSON.parse(kept!.text) as BatchResult;
  const response = Object.entries(result).map(([datasetObjectId, content]) => ({
    datasetObjectId,
    consolidatedAnnotation: { content },
  }));
  await ports.files.write(
    layout.consolidationResponse(batch.batch, batch.at),
    JSON.stringify(response),
    'application/json',
  );
  const isLabeled = (index: number) => objectIdOf(shardIndex, index) in result;
  return {
    type: 'consolidated' as const,
    batch: batch.batch,
    labeled: batch.objects.filter(isLabeled),
    failed: batch.objects
      .filter((index) => !isLabeled(index))
      .map((object) => ({ object, reason: reasonOf(document, members[batch.objects.indexOf(object)]!, ports) })),
  };
}

/** Why our own consolidation gave an object no label: what is wrong with each answer. Others' reasons are their own. */
function reasonOf(document: JobDocument, { payload }: Member, ports: JobPorts): string {
  if (consolidationHook(document, ports) !== ports.builtInHooks.consolidation) return MISSING_IN_RESPONSE;
  const { labels, taskType } = document.ledger!;
  const { problems } = readWorkerAnswers(payload, labels, TASK_TYPES[taskType as TaskTypeName]?.answer);
  const list = problems.map(({ workerId, problem }) => `${workerId}: ${problem}`);
  return list.length > 0
    ? `ClientError: No answer can be used. ${list.join('; ')}`.slice(0, 1024)
    : MISSING_IN_RESPONSE;
}

interface Member {
  payload: PayloadObject;
  workerResponseUri: string;
}

/** Reads an object's answers and writes its worker-response file. */
async function gather(
  job: Job,
  document: JobDocument,
  shardIndex: number,
  index: number,
  object: LedgerObject,
  batch: Consolidation,
  ports: JobPorts,
): Promise<Member> {
  const objectId = objectIdOf(shardIndex, index);
  const line = (await job.lines(document, shardIndex))[index]!;
  const answers = await Promise.all(
    object.answers.map(async (reference) => {
      const key = job.keys().answer(objectId, reference.leaseId, reference.contentHash);
      return { reference, text: await job.readOnce(key) };
    }),
  );
  const workerResponseUri = outputLayout(document.request).workerResponse(batch.batch, objectId, batch.at);
  await ports.files.write(
    workerResponseUri,
    JSON.stringify({
      answers: answers.map(({ reference, text }) => ({
        acceptanceTime: new Date(reference.acceptedAt).toISOString(),
        submissionTime: new Date(reference.submittedAt).toISOString(),
        timeSpentInSeconds: reference.secondsWorked,
        workerId: reference.workerId,
        answerContent: JSON.parse(text) as unknown,
      })),
      ...((object.shortBecause || object.suffices) && { shortBecause: object.shortBecause ?? 'sufficed' }),
    }),
    'application/json',
  );
  return {
    workerResponseUri,
    payload: {
      datasetObjectId: objectId,
      dataObject: dataObjectOf(line),
      annotations: answers.map(({ reference, text }) => ({
        workerId: reference.workerId,
        annotationData: { content: text },
      })),
    },
  };
}

async function consolidate(
  job: Job,
  document: JobDocument,
  members: Member[],
  batch: Consolidation,
  ports: JobPorts,
): Promise<BatchResult> {
  const { request } = document;
  const attribute = request.LabelAttributeName;
  const metadata = {
    'job-name': jobNameInMetadata(request),
    type: 'groundtruth/custom',
    'human-annotated': 'yes',
    'creation-date': creationDate(batch.at),
  };
  const hook = consolidationHook(document, ports);
  if (!hook) {
    return Object.fromEntries(
      members.map(({ payload, workerResponseUri }) => [
        payload.datasetObjectId,
        { [attribute]: {}, [`${attribute}-metadata`]: { ...metadata, 'worker-response-ref': workerResponseUri } },
      ]),
    );
  }
  const layout = outputLayout(request);
  const payloadUri = layout.consolidationRequest(batch.batch, batch.at);
  await ports.files.write(payloadUri, JSON.stringify(members.map(({ payload }) => payload)), 'application/json');
  const isOwn = hook === ports.builtInHooks.consolidation;
  const goldUri = isOwn ? await writeGoldPayload(job, document, batch, ports) : undefined;
  const payload = {
    version: '2018-10-06',
    labelingJobArn: document.arn,
    labelCategories: document.ledger!.labels,
    labelAttributeName: attribute,
    roleArn: request.RoleArn,
    payload: { s3Uri: payloadUri },
    outputConfig: layout.annotations,
    taskType: document.ledger!.taskType,
    maxHumanWorkersPerDataObject: request.HumanTaskConfig.NumberOfHumanWorkersPerDataObject,
    ...(goldUri && { goldPayload: { s3Uri: goldUri } }),
  };
  const response = await callHook(ports, hook, payload, responseSchema);
  const asked = new Set(members.map(({ payload }) => payload.datasetObjectId));
  const result: BatchResult = {};
  for (const { datasetObjectId, consolidatedAnnotation } of response) {
    const id = String(datasetObjectId);
    const { content } = consolidatedAnnotation;
    if (asked.has(id) && attribute in content) result[id] = { [`${attribute}-metadata`]: metadata, ...content };
  }
  return result;
}
