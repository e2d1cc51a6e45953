import { describe, expect, it } from '@jest/globals';
import type { LabelingEngine } from '../../labeling-engine/engine.ts';
import { BUCKET, createJob, createWorld, imageUri, type World } from './engine-in-memory.ts';
import { apiOf, settle, Worker } from './worker-page.ts';

const CONSOLIDATION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:my-consolidation';
const PRE_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:my-pre';

async function begin(options: Parameters<typeof createJob>[2] = {}) {
  const world = createWorld();
  const engine = world.open();
  await engine.start();
  await createJob(world, engine, options);
  await settle();
  const api = apiOf(engine);
  const workers = [await Worker.join(engine, api, 'ana'), await Worker.join(engine, api, 'ben')];
  return { world, engine, api, workers, ana: workers[0]!, ben: workers[1]! };
}

const describeJob = (engine: LabelingEngine, name = 'job-1') =>
  engine.actions.DescribeLabelingJob({ LabelingJobName: name });

const outputLines = (world: World, name = 'job-1') =>
  world.files
    .get(`s3://${BUCKET}/out/${name}/manifests/output/output.manifest`)!
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Works until nothing is handed out any more. */
async function workThrough(workers: Worker[]) {
  for (const worker of workers) {
    const reference = await worker.jobReference().catch(() => undefined);
    if (!reference) continue;
    for (let next = await worker.next(reference); next.task; next = await worker.next(reference)) {
      await worker.answer(next.task);
      await settle(5);
    }
  }
  await settle();
}

describe('a labeling job', () => {
  it('runs from manifest to manifest without hooks', async () => {
    const { world, engine, workers } = await begin();
    expect((await describeJob(engine)).LabelingJobStatus).toBe('InProgress');
    await workThrough(workers);
    world.clock.advance(5000);
    await settle();
    const job = await describeJob(engine);
    expect(job).toMatchObject({
      LabelingJobStatus: 'Completed',
      LabelCounters: { TotalLabeled: 3, HumanLabeled: 3, MachineLabeled: 0, FailedNonRetryableError: 0, Unlabeled: 0 },
      LabelingJobOutput: { OutputDatasetS3Uri: `s3://${BUCKET}/out/job-1/manifests/output/output.manifest` },
    });
    const [first] = outputLines(world);
    expect(first).toMatchObject({ 'source-ref': imageUri(0), labels: {} });
    const responseUri = (first!['labels-metadata'] as Record<string, string>)['worker-response-ref']!;
    const response = JSON.parse(world.files.get(responseUri)!) as { answers: Array<Record<string, unknown>> };
    expect(response.answers.map(({ workerId }) => workerId)).toEqual([
      expect.stringMatching(/^private\.us-east-1\.[0-9a-f]{16}$/),
      expect.stringMatching(/^private\.us-east-1\.[0-9a-f]{16}$/),
    ]);
    expect(world.events.map(({ detail }) => detail.LabelingJobStatus)).toEqual(['Completed']);
    await engine.stop();
  });

  it('asks the hooks as Ground Truth does and merges what consolidation returns into the lines', async () => {
    const world = createWorld();
    world.hooks[PRE_ARN] = ({ dataObject }: { dataObject: Record<string, unknown> }) => ({
      taskInput: { taskObject: dataObject['source-ref'] },
      humanAnnotationRequired: dataObject.skip ? 'false' : 'true',
    });
    world.hooks[CONSOLIDATION_ARN] = ({ payload }: { payload: { s3Uri: string } }) =>
      (JSON.parse(world.files.get(payload.s3Uri)!) as Array<{ datasetObjectId: string; annotations: unknown[] }>)
        .filter(({ datasetObjectId }) => datasetObjectId !== '2')
        .map(({ datasetObjectId, annotations }) => ({
          datasetObjectId,
          consolidatedAnnotation: { content: { labels: { answers: annotations.length } } },
        }));
    const engine = world.open();
    await engine.start();
    await createJob(world, engine, {
      lines: [0, 1, 2].map((index) => ({ 'source-ref': imageUri(index), ...(index === 1 && { skip: true }) })),
      task: {
        PreHumanTaskLambdaArn: PRE_ARN,
        AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: CONSOLIDATION_ARN },
      },
    });
    await settle();
    const api = apiOf(engine);
    const ana = await Worker.join(engine, api, 'ana');
    const first = await ana.next();
    expect(first.task).toMatchObject({ taskType: 'bounding-box', labels: ['robin', 'wren'] });
    expect(first.task!.input).toEqual({ taskObject: imageUri(0) });
    await workThrough([ana, await Worker.join(engine, api, 'ben')]);
    world.clock.advance(5000);
    await settle();
    const lines = outputLines(world);
    expect(lines[0]).toMatchObject({
      labels: { answers: 2 },
      'labels-metadata': { 'job-name': 'labeling-job/job-1', type: 'groundtruth/custom', 'human-annotated': 'yes' },
    });
    expect(lines[1]).toEqual({ 'source-ref': imageUri(1), skip: true });
    expect(lines[2]).not.toHaveProperty('labels');
    expect(lines[2]).toMatchObject({ 'labels-metadata': { 'human-annotated': 'true', 'retry-count': 1 } });
    expect((await describeJob(engine)).LabelCounters).toMatchObject({
      TotalLabeled: 1,
      FailedNonRetryableError: 1,
      Unlabeled: 1,
    });
    expect(world.hookCalls[0]!.payload).toMatchObject({
      labelingJobArn: 'arn:aws:sagemaker:us-east-1:000000000000:labeling-job/job-1',
      dataObject: { 'source-ref': imageUri(0) },
    });
    await engine.stop();
  });

  it('gives an object up when nobody comes, and labels it with the answers that did come', async () => {
    const { world, engine, ana } = await begin({ objects: 2, task: { TaskAvailabilityLifetimeInSeconds: 60 } });
    const { task } = await ana.next();
    await ana.answer(task!);
    world.clock.advance(61_000);
    await settle();
    world.clock.advance(2000);
    await settle();
    expect(await describeJob(engine)).toMatchObject({
      LabelingJobStatus: 'Completed',
      LabelCounters: { TotalLabeled: 1, FailedNonRetryableError: 1, Unlabeled: 0 },
    });
    expect(outputLines(world)[1]).toEqual({
      'source-ref': imageUri(1),
      'labels-metadata': {
        'retry-count': 1,
        'failure-reason': expect.stringMatching(/^ClientError: Annotation tasks expired\. {2}Probable Reasons are 1\)/),
        'human-annotated': 'true',
      },
    });
    await engine.stop();
  });

  it('keeps what is done when it is stopped', async () => {
    const { world, engine, ana, ben } = await begin();
    for (const worker of [ana, ben]) await worker.answer((await worker.next()).task!);
    await ana.answer((await ana.next()).task!);
    await engine.actions.StopLabelingJob({ LabelingJobName: 'job-1' });
    await settle();
    expect(await describeJob(engine)).toMatchObject({
      LabelingJobStatus: 'Stopped',
      LabelCounters: { TotalLabeled: 1, FailedNonRetryableError: 0, Unlabeled: 2 },
    });
    const lines = outputLines(world);
    expect(lines[0]).toHaveProperty('labels');
    expect(lines.slice(1)).toEqual([{ 'source-ref': imageUri(1) }, { 'source-ref': imageUri(2) }]);
    await engine.stop();
  });

  it('passes over lines that carry the label attribute already, so jobs can be chained', async () => {
    const { world, engine, workers } = await begin({
      lines: [{ 'source-ref': imageUri(0), labels: { kept: true } }, { 'source-ref': imageUri(1) }],
    });
    await workThrough(workers);
    world.clock.advance(2000);
    await settle();
    expect(outputLines(world)).toMatchObject([{ labels: { kept: true } }, { labels: {} }]);
    expect((await describeJob(engine)).LabelCounters).toMatchObject({ TotalLabeled: 1, Unlabeled: 0 });
    await engine.stop();
  });

  it('lets no more objects in than MaxConcurrentTaskCount', async () => {
    const { engine, ana } = await begin({ objects: 5, workers: 1, task: { MaxConcurrentTaskCount: 2 } });
    const given = new Set<string>();
    const reference = await ana.jobReference();
    for (let next = await ana.next(reference); next.task; next = await ana.next(reference)) {
      expect([...given]).not.toContain(next.task.objectId);
      given.add(next.task.objectId);
      await ana.answer(next.task);
      if (given.size === 2) break;
    }
    expect(given.size).toBe(2);
    await engine.stop();
  });

  it('fails with the reason when its input cannot be labeled', async () => {
    const { engine } = await begin({ lines: [{ nothing: true }] });
    expect(await describeJob(engine)).toMatchObject({
      LabelingJobStatus: 'Failed',
      FailureReason: expect.stringContaining('manifest line 0 must have exactly one of source-ref and source'),
    });
    await engine.stop();
  });

  it('asks one worker more only where the answers do not suffice, when the job wishes so', async () => {
    const { world, engine, api, ana, ben } = await begin({
      objects: 2,
      workers: 3,
      request: { Tags: [{ Key: 'labelloop:fewest-workers', Value: '2' }] },
    });
    const chi = await Worker.join(engine, api, 'chi');
    const reference = await ana.jobReference();
    const lefts: Record<string, [number, number]> = { [imageUri(0)]: [10, 11], [imageUri(1)]: [10, 200] };
    for (const [turn, worker] of [ana, ben].entries()) {
      for (let next = await worker.next(reference); next.task; next = await worker.next(reference)) {
        await worker.answer(next.task, lefts[String(next.task.input['source-ref'])]![turn]);
        await settle(5);
      }
    }
    await settle();
    const third = await chi.next(reference);
    expect(third.task!.input).toEqual({ 'source-ref': imageUri(1) });
    await chi.answer(third.task!, 12);
    await settle();
    world.clock.advance(5000);
    await settle();
    expect(await describeJob(engine)).toMatchObject({
      LabelingJobStatus: 'Completed',
      LabelCounters: { HumanLabeled: 2 },
    });
    const responses = [...world.files].filter(([uri]) => uri.includes('/worker-response/'));
    const kept = responses.map(([, text]) => JSON.parse(text) as { answers: unknown[]; shortBecause?: string });
    expect(kept.map(({ answers, shortBecause }) => [answers.length, shortBecause])).toEqual([
      [2, 'sufficed'],
      [3, undefined],
    ]);
    await engine.stop();
  });
});
