import type { LedgerObject } from '../core/shard.ts';
import type { JobPorts } from '../engine-ports.ts';
import type { Job } from '../job/job.ts';
import type { HumanLoop, JobDocument } from '../job/job-document.ts';

type Outcome = NonNullable<HumanLoop['outcome']>;

/**
 * Ends a human loop: writes what people answered as Augmented AI does, tells the event bus, and only then is the loop
 * over for those who describe it. May run again after a crash in between.
 */
export async function finishLoop(job: Job, document: JobDocument, loop: HumanLoop, ports: JobPorts): Promise<void> {
  const shard = await job.shards(document)[0]!.read();
  const object = shard.objects[0]!;
  const outcome = outcomeOf(document, object);
  await ports.files.write(
    loop.outputUri,
    JSON.stringify({
      flowDefinitionArn: loop.flowDefinitionArn,
      humanAnswers: await humanAnswers(job, object),
      humanLoopName: loop.name,
      inputContent: JSON.parse(await job.readOnce(job.keys().loopInput(loop.inputHash))) as unknown,
    }),
    'application/json',
  );
  await ports.emit({
    source: 'labelloop.labeling',
    'detail-type': 'SageMaker A2I HumanLoop Status Change',
    resources: [document.arn],
    time: new Date(document.modifiedAt).toISOString(),
    detail: {
      creationTime: new Date(document.createdAt).toISOString(),
      failureCode: outcome.failureCode ?? null,
      failureReason: outcome.failureReason ?? null,
      flowDefinitionArn: loop.flowDefinitionArn,
      humanLoopArn: document.arn,
      humanLoopName: loop.name,
      humanLoopOutput: { outputS3Uri: loop.outputUri },
      humanLoopStatus: outcome.status,
    },
  });
  await job.document.change((present) => ({
    next: { ...present, announced: present.status, loop: { ...present.loop!, outcome } },
    result: undefined,
  }));
}

/** A loop whose time is over fails; what was answered until then is kept all the same. */
function outcomeOf({ status, request, failureReason }: JobDocument, { answers, shortBecause }: LedgerObject): Outcome {
  const wanted = request.HumanTaskConfig.NumberOfHumanWorkersPerDataObject;
  if (answers.length >= wanted) return { status: 'Completed' };
  if (status === 'Stopped') return { status: 'Stopped' };
  const came = `${answers.length} of ${wanted} answers came`;
  if (shortBecause === 'declined')
    return { status: 'Failed', failureCode: 'InternalError', failureReason: `${came}; the other workers declined` };
  return {
    status: 'Failed',
    failureCode: 'Expired',
    failureReason: failureReason ?? `${came} before TaskAvailabilityLifetimeInSeconds were over`,
  };
}

async function humanAnswers(job: Job, { answers }: LedgerObject) {
  return Promise.all(
    answers.map(async ({ workerId, leaseId, contentHash, acceptedAt, submittedAt, secondsWorked }) => ({
      acceptanceTime: new Date(acceptedAt).toISOString(),
      answerContent: JSON.parse(await job.readOnce(job.keys().answer('0', leaseId, contentHash))) as unknown,
      submissionTime: new Date(submittedAt).toISOString(),
      timeSpentInSeconds: secondsWorked,
      workerId,
      workerMetadata: {
        identityData: { identityProviderType: 'Oidc', issuer: 'urn:labelloop:labeling-engine', sub: workerId },
      },
    })),
  );
}
