import {
  CreateLabelingJobCommand,
  type CreateLabelingJobCommandInput,
  CreateLabelingJobRequest$,
  DescribeEndpointCommand,
  DescribeLabelingJobCommand,
  ListTagsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { handler as claimTraining } from '../../functions/claim-training.ts';
import { handler as closeBatch } from '../../functions/close-batch.ts';
import { handler as consolidateAnnotations } from '../../functions/consolidate-annotations.ts';
import { handler as describeLabelingJob } from '../../functions/describe-labeling-job.ts';
import { handler as ingestUpload } from '../../functions/ingest-upload.ts';
import { handler as mergeLabels } from '../../functions/merge-labels.ts';
import { handler as preAnnotation } from '../../functions/pre-annotation.ts';
import { handler as preparePreLabels } from '../../functions/prepare-pre-labels.ts';
import { handler as prepareTraining } from '../../functions/prepare-training.ts';
import { handler as promoteModel } from '../../functions/promote-model.ts';
import { handler as recordFailure } from '../../functions/record-failure.ts';
import { handler as releaseTraining } from '../../functions/release-training.ts';
import { handler as scoreModel } from '../../functions/score-model.ts';
import { handler as smokeTest } from '../../functions/smoke-test.ts';
import { handler as startLabelingJob } from '../../functions/start-labeling-job.ts';
import { checkLimits } from '../../local-cloud/sagemaker/request-limits.ts';
import { checkRequest } from '../../local-cloud/wire/request-check.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { sha256 } from '../../shared/sha256.ts';
import { MachineRun } from '../local-cloud/step-functions/machine-run.ts';
import { PipelineHarness } from '../pipeline-harness.ts';
import { sampleJpeg } from '../sample-jpeg.ts';
import { readDefinition } from '../statemachine/definition.ts';
import { SimulatedAws } from '../statemachine/simulated-aws.ts';

const IMAGES = 30;
const JOB = 'birds-abc123-b000001';
const ARN = `arn:aws:sagemaker:us-east-1:000000000000:labeling-job/${JOB}`;
const TEAM = 'arn:aws:sagemaker:us-east-1:000000000000:workteam/private-crowd/birders';
const STEPS: Record<string, unknown> = {
  ...{ PreparePreLabels: preparePreLabels, StartLabelingJob: startLabelingJob },
  ...{ DescribeLabelingJob: describeLabelingJob, MergeLabels: mergeLabels, ClaimTraining: claimTraining },
  ...{ PrepareTraining: prepareTraining, ScoreModel: scoreModel, SmokeTest: smokeTest },
  ...{ PromoteModel: promoteModel, ReleaseTraining: releaseTraining, RecordFailure: recordFailure },
};

let harness: PipelineHarness;
let run: MachineRun;
let aws: SimulatedAws;
/** What Ground Truth was asked for; its people answer while nobody looks. */
const problems: Error[] = [];
let job: CreateLabelingJobCommandInput | undefined;
const sageMaker = mockClient(SageMakerClient);
const runtime = mockClient(SageMakerRuntimeClient);

const labelOf = (index: number) => (index % 2 === 0 ? 'owl' : 'duck');
const BOX = { left: 4, top: 5, width: 16, height: 12 };

/** As SageMaker Ground Truth works (facts of recorded events, payloads and manifests of real jobs; AWS's own recipes). */
async function labelAsGroundTruth({ InputConfig, OutputConfig, LabelAttributeName }: CreateLabelingJobCommandInput) {
  const keyOf = (uri: string) => uri.split('/').slice(3).join('/');
  const input = harness.bucket.text(keyOf(InputConfig!.DataSource!.S3DataSource!.ManifestS3Uri!))!;
  const lines: Array<Record<string, unknown>> = input
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const attribute = LabelAttributeName!;
  const folder = `${keyOf(OutputConfig!.S3OutputPath!)}/${JOB}`;
  for (const dataObject of lines) {
    const asked = await harness.call(preAnnotation, { version: '2018-10-06', labelingJobArn: ARN, dataObject });
    expect(asked).toMatchObject({ taskInput: { taskObject: dataObject['source-ref'] } });
  }
  // Nobody answers the last one in time; the one before it fails.
  const content = (index: number) =>
    JSON.stringify({
      boundingBox: {
        boundingBoxes: [{ ...BOX, label: labelOf(index) }],
        inputImageProperties: { width: 32, height: 24 },
      },
    });
  const payload = lines.slice(0, -2).map((line, index) => ({
    datasetObjectId: String(index),
    dataObject: { s3Uri: line['source-ref'] },
    annotations: ['ab1234c5678a919d0', 'bb1234c5678a919d0', 'cb1234c5678a919d0'].map((worker) => ({
      workerId: `private.us-east-1.${worker}`,
      annotationData: { content: content(index) },
    })),
  }));
  const request = `${folder}/annotations/consolidated-annotation/consolidation-request/iteration-1/2026-01-01_02:19:51.json`;
  harness.bucket.put(request, JSON.stringify(payload));
  const consolidated = (await harness.call(consolidateAnnotations, {
    ...{ version: '2018-10-06', labelingJobArn: ARN, labelCategories: null, labelAttributeName: attribute },
    ...{ roleArn: 'arn:aws:iam::000000000000:role/labeling', payload: { s3Uri: `s3://bucket/${request}` } },
    ...{ outputConfig: `s3://bucket/${folder}/annotations`, maxHumanWorkersPerDataObject: 3, vpcEnabled: false },
  })) as Array<{ datasetObjectId: string; consolidatedAnnotation: { content: Record<string, unknown> } }>;
  const failed = {
    'retry-count': 1,
    'failure-reason': 'ClientError: Annotation tasks expired.  Probable Reasons are 1) TaskAvailabilityLifetime…',
    'human-annotated': 'true',
  };
  const output = lines.map((line, index) => {
    if (index === lines.length - 1) return line;
    if (index === lines.length - 2) return { ...line, [`${attribute}-metadata`]: failed };
    return {
      ...line,
      ...consolidated.find(({ datasetObjectId }) => datasetObjectId === `${index}`)!.consolidatedAnnotation.content,
    };
  });
  const manifest = `${folder}/manifests/output/output.manifest`;
  harness.bucket.put(manifest, `${output.map((line) => JSON.stringify(line)).join('\n')}\n`);
}

/** What a model says that has learned what people said. */
const answerOf = (hash: string) => {
  const record = harness.records().findIndex((one) => one.sha256 === hash);
  const images: string[] = harness.bucket.json(harness.keys.batch('b000001')).images;
  const class_id = labelOf(images.indexOf(harness.records()[record]!.sha256)) === 'owl' ? 0 : 1;
  return {
    image_size: [{ width: 32, height: 24, depth: 3 }],
    annotations: [{ ...BOX, class_id, confidence: 0.95 }],
  };
};

beforeEach(() => {
  const project = newProject({
    ...{ project: 'birds', uid: 'abc123', labels: ['owl', 'duck'] },
    taskType: 'bounding-box',
    workteamArn: TEAM,
  });
  harness = new PipelineHarness({ ...project, gate: { policy: 'notWorse', minimumScore: 0.5, tolerance: 0 } });
  Object.assign(process.env, {
    LABELING_FUNCTION_NAME: '',
    LABELING_ROLE_ARN: 'arn:aws:iam::000000000000:role/labeling',
    PRE_ANNOTATION_LAMBDA_ARN: 'arn:aws:lambda:us-east-1:000000000000:function:pre-annotation',
    CONSOLIDATION_LAMBDA_ARN: 'arn:aws:lambda:us-east-1:000000000000:function:consolidate-annotations',
    TRAINING_ROLE_ARN: 'arn:aws:iam::000000000000:role/training',
    MODEL_ROLE_ARN: 'arn:aws:iam::000000000000:role/model',
    DETECTOR_IMAGE: '000000000000.dkr.ecr.us-east-1.amazonaws.com/labelloop-dev-detector:1',
    ENDPOINT_PREFIX: 'labelloop-dev',
  });
  job = undefined;
  sageMaker.reset();
  sageMaker.on(CreateLabelingJobCommand).callsFake(async (request) => {
    expect([...checkRequest(request, CreateLabelingJobRequest$), ...checkLimits('CreateLabelingJob', request)]).toEqual(
      [],
    );
    job = request;
    return { LabelingJobArn: ARN };
  });
  let asked = 0;
  // The shape of DescribeLabelingJob's answer in AWS's reference, with every member that a job of ours has.
  sageMaker.on(DescribeLabelingJobCommand).callsFake(async () => {
    if (!job) throw Object.assign(new Error('Requested resource not found.'), { name: 'ResourceNotFound' });
    const isOver = ++asked > 3;
    if (asked === 3) await labelAsGroundTruth(job).catch((error: Error) => problems.push(error));
    const done = isOver ? IMAGES - 2 : 0;
    return {
      ...job,
      LabelingJobStatus: isOver ? 'Completed' : 'InProgress',
      LabelCounters: {
        ...{ TotalLabeled: done, HumanLabeled: done, MachineLabeled: 0 },
        ...{ FailedNonRetryableError: isOver ? 2 : 0, Unlabeled: IMAGES - done },
      },
      CreationTime: new Date(run.clock.now()),
      LastModifiedTime: new Date(run.clock.now()),
      JobReferenceCode: '4cf8a1e2b3',
      LabelingJobArn: ARN,
      ...(isOver && {
        LabelingJobOutput: {
          OutputDatasetS3Uri: `${job.OutputConfig!.S3OutputPath}/${JOB}/manifests/output/output.manifest`,
          FinalActiveLearningModelArn: '',
        },
      }),
    };
  });
  sageMaker.on(DescribeEndpointCommand).callsFake(async ({ EndpointName }) => {
    if (!aws.endpoint) throw new Error(`Could not find endpoint "${EndpointName}".`);
    return { EndpointArn: 'arn', EndpointStatus: 'InService', EndpointConfigName: aws.endpoint.config };
  });
  sageMaker.on(ListTagsCommand).callsFake(async () => ({ Tags: aws.endpointTags }));
  runtime.reset();
  runtime.on(InvokeEndpointCommand).callsFake(async ({ Body }) => ({
    Body: Buffer.from(JSON.stringify(answerOf(sha256(Body)))),
  }));
  run = new MachineRun(readDefinition(), {
    lambda: (arn, payload) => harness.call(STEPS[/\{(\w+)FunctionArn\}/.exec(arn)![1]!], payload),
    sdk(action, args: never) {
      if (action === 'createTransformJob') predict(args);
      return aws.sdk(action, args);
    },
  });
  aws = new SimulatedAws(run.clock);
});
afterEach(() => {
  run.close();
  harness.restore();
});

/** Batch transform: an answer beside each listed image. */
interface TransformRequest {
  TransformInput: { DataSource: { S3DataSource: { S3Uri: string } } };
  TransformOutput: { S3OutputPath: string };
}

function predict({ TransformInput, TransformOutput }: TransformRequest) {
  const { S3Uri } = TransformInput.DataSource.S3DataSource;
  const keyOf = (uri: string) => uri.split('/').slice(3).join('/');
  const [, ...names] = harness.bucket.json(keyOf(S3Uri)) as string[];
  const out = keyOf(TransformOutput.S3OutputPath);
  for (const name of names)
    harness.bucket.put(`${out}/${name}.out`, JSON.stringify(answerOf(name.split('/').at(-1)!.split('.')[0]!)));
}

it('Ground Truth in the place of our engine carries images to a live model; what it failed waits for the next batch', async () => {
  for (let number = 0; number < IMAGES; number++)
    await harness.call(ingestUpload, harness.drop(`${number}.jpg`, sampleJpeg(number)));
  await harness.call(closeBatch, harness.setReady());
  const end = await run.run(JSON.parse(harness.executions.get(JOB)!));
  expect(problems).toEqual([]);
  expect(end).toMatchObject({ status: 'SUCCEEDED' });
  expect(end.output).toMatchObject({ outcome: 'deployed' });
  expect(job!.HumanTaskConfig!.WorkteamArn).toBe(TEAM);
  const { versions } = harness.bucket.json(harness.keys.datasetHead);
  expect(versions).toHaveLength(1);
  expect(harness.records().filter(({ outcome }) => outcome === 'labeled')).toHaveLength(IMAGES - 2);
  expect(harness.records().filter(({ outcome, attempts }) => outcome === 'pending' && attempts === 1)).toHaveLength(2);
  expect(harness.bucket.json(harness.keys.champion)).toMatchObject({
    endpointName: 'labelloop-dev-birds',
    datasetVersion: 1,
    score: 1,
  });
  harness.expectNothingLostOrTwice();
});
