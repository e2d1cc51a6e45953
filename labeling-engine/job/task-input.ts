import * as z from 'zod/mini';
import type { ManifestLine } from '../../shared/contracts/manifest-line.ts';
import { isBuiltInHook, isPassThrough } from '../core/task-type-of-hook.ts';
import type { EnginePorts, JobPorts } from '../engine-ports.ts';
import { callHook, HookFailedError } from './hook-call.ts';
import type { Job } from './job.ts';
import { objectIdOf } from './job.ts';
import type { JobDocument } from './job-document.ts';

const INPUT_CHARACTERS = 128_000;

/** Both spellings that real hooks return, booleans or their names. */
const flag = z.optional(z.union([z.boolean(), z.string()]));
const responseSchema = z.looseObject({
  taskInput: z.record(z.string(), z.unknown()),
  isHumanAnnotationRequired: flag,
  humanAnnotationRequired: flag,
});

/** The Lambda that prepares the job's tasks; undefined = the manifest line itself is the task's input. */
export function preAnnotationHook(
  { request }: JobDocument,
  ports: Pick<EnginePorts, 'builtInHooks'>,
): string | undefined {
  const arn = request.HumanTaskConfig.PreHumanTaskLambdaArn;
  if (!arn || isPassThrough(arn)) return undefined;
  return isBuiltInHook(arn) ? ports.builtInHooks.preAnnotation : arn;
}

/**
 * Asks the pre-annotation hook about one object and keeps what it says; a second call finds the first one's answer.
 * @returns whether people are to label the object
 * @throws HookFailedError
 */
export async function prepareTask(
  job: Job,
  document: JobDocument,
  objectId: string,
  line: ManifestLine,
  ports: JobPorts,
): Promise<boolean> {
  const payload = {
    version: '2018-10-16',
    labelingJobArn: document.arn,
    dataObject: line,
    labelCategories: document.ledger!.labels,
  };
  const response = await callHook(ports, preAnnotationHook(document, ports)!, payload, responseSchema);
  const text = JSON.stringify(response.taskInput);
  if (text.length > INPUT_CHARACTERS)
    throw new HookFailedError(
      `the pre-annotation Lambda's taskInput has ${text.length} characters; ${INPUT_CHARACTERS} are allowed`,
    );
  await ports.storage.create(job.keys().taskInput(objectId), text);
  return (
    String(response.isHumanAnnotationRequired ?? response.humanAnnotationRequired ?? true).toLowerCase() !== 'false'
  );
}

/** `task.input` of one object. */
export async function readTaskInput(
  job: Job,
  document: JobDocument,
  at: { shard: number; index: number },
  ports: EnginePorts,
): Promise<Record<string, unknown>> {
  if (document.loop)
    return JSON.parse(await job.readOnce(job.keys().loopInput(document.loop.inputHash))) as Record<string, unknown>;
  const line = (await job.lines(document, at.shard))[at.index]!;
  if (!preAnnotationHook(document, ports)) return line;
  const text = await job.readOnce(job.keys().taskInput(objectIdOf(at.shard, at.index)));
  return JSON.parse(text) as Record<string, unknown>;
}
