import type { LabelingEngine } from '../../../labeling-engine/engine.ts';
import { installHooks, OWN_HOOKS } from '../built-in-hooks.ts';
import { BUCKET, createJob, createWorld, type World } from '../engine-in-memory.ts';
import { apiOf, settle, Worker } from '../worker-page.ts';
import { type LearningCrowd, SimulatedLearning } from './simulated-learning.ts';
import { type Bird, birds, boxes, type Subject } from './subjects.ts';

export const algorithmArn = (task: string) =>
  `arn:aws:sagemaker:us-east-1:027400017018:labeling-job-algorithm-specification/${task}`;

export interface AutomaticJob {
  subject: Subject;
  objects: number;
  /** Of the job's tag. */
  settings: Record<string, number>;
  /** Of LabelingJobAlgorithmsConfig. */
  config?: object;
  /** Names of models that there are before. */
  models?: readonly string[];
}

const hookArn = (kind: 'PRE' | 'ACS', type: string) => `arn:aws:lambda:us-east-1:432418664414:function:${kind}-${type}`;

export const createAutomaticJob = (
  world: World,
  engine: LabelingEngine,
  { subject, objects, settings, config = {} }: AutomaticJob,
) =>
  createJob(world, engine, {
    objects,
    workers: 1,
    task: {
      PreHumanTaskLambdaArn: hookArn('PRE', subject.hook),
      AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: hookArn('ACS', subject.hook) },
    },
    request: {
      LabelAttributeName: subject.attribute,
      LabelingJobAlgorithmsConfig: {
        LabelingJobAlgorithmSpecificationArn: algorithmArn(subject.task),
        ...config,
      },
      Tags: [
        {
          Key: 'labelloop:automatic',
          Value: Object.entries(settings)
            .map(([name, value]) => `${name}=${value}`)
            .join(' '),
        },
      ],
    },
    files: { 'template.html': subject.template },
  });

/** A job of 160 objects that has just begun, and a worker who has joined. */
export async function begin(
  crowd: Omit<LearningCrowd, 'truth' | 'subject'>,
  settings: Record<string, number>,
  { subject = boxes, objects = 160, config = {}, models = [] }: Partial<AutomaticJob> = {},
) {
  const world = createWorld();
  installHooks(world);
  const truth = birds(objects);
  const learning = new SimulatedLearning(world, { truth, subject, ...crowd });
  for (const name of models) learning.models.add(name);
  const engine = world.open({ learning, builtInHooks: OWN_HOOKS });
  await engine.start();
  await createAutomaticJob(world, engine, { subject, objects, settings, config });
  await settle();
  return { world, engine, learning, truth, subject, ana: await Worker.join(engine, apiOf(engine), 'ana') };
}

export const describeJob = (engine: LabelingEngine) => engine.actions.DescribeLabelingJob({ LabelingJobName: 'job-1' });

/** The image that a task's page shows. */
const imageOf = (task: object) =>
  `s3://${BUCKET}/projects/birds/images/${/[0-9a-f]{64}\.jpg/.exec(JSON.stringify(task))![0]}`;

/** Answers a task as the truth says. */
export const answerTask = (
  worker: Worker,
  task: Parameters<Worker['send']>[0],
  { truth, subject }: { truth: ReadonlyMap<string, Bird>; subject: Subject },
) => worker.send(task, 'answer', { answer: subject.answer(truth.get(imageOf(task))!, false) });

/** Answers as the truth says until nobody gives a task any more. @returns tasks */
export async function labelAll(
  world: World,
  engine: LabelingEngine,
  worker: Worker,
  known: { truth: ReadonlyMap<string, Bird>; subject: Subject },
): Promise<number> {
  let tasks = 0;
  for (let pause = 0; pause < 200; pause++) {
    const reference = await worker.jobReference().catch(() => undefined);
    if (!reference) break;
    for (let next = await worker.next(reference); next.task; next = await worker.next(reference)) {
      const sent = await answerTask(worker, next.task, known);
      if (sent.status !== 200) throw new Error(`the answer was not taken: ${JSON.stringify(sent.body)}`);
      tasks++;
      await settle(4);
    }
    world.clock.advance(6000);
    await settle();
    const { LabelingJobStatus } = await describeJob(engine);
    if (LabelingJobStatus !== 'InProgress') break;
  }
  return tasks;
}

export const outputManifest = (world: World) =>
  world.files.get(`s3://${BUCKET}/out/job-1/manifests/output/output.manifest`)!;

export const outputLines = (world: World) =>
  outputManifest(world)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

export const whoLabeled = (line: Record<string, unknown>, { attribute }: Subject) =>
  (line[`${attribute}-metadata`] as { 'human-annotated': string })['human-annotated'];
