import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { parseJson } from '../../shared/contracts/parse.ts';
import { TASK_TYPES } from '../../shared/domain/answer-kinds/tasks/task-types.ts';
import { InvalidDocumentError } from '../../shared/errors.ts';
import { initialModel } from '../automatic/automation.ts';
import { newShard, type ObjectState, SHARD_SIZE } from '../core/shard.ts';
import { taskTypeOfHook, taskTypeOfTemplate } from '../core/task-type-of-hook.ts';
import type { EnginePorts, JobPorts } from '../engine-ports.ts';
import { templateOfHumanTaskUi } from '../render/human-task-uis.ts';
import { submitProblems } from '../render/submittable.ts';
import { keepGold } from './gold-objects.ts';
import { type Job, linesKey, shardKey } from './job.ts';
import type { JobDocument } from './job-document.ts';
import { checkInputManifest } from './manifest-lines.ts';

const labelCategoriesSchema = z.looseObject({
  labels: z.array(z.looseObject({ label: z.string().check(z.minLength(1), z.maxLength(256)) })),
});

const TEMPLATE_CHARACTERS = 128_000;

/**
 * Reads a job's input once and lays out its ledger. Everything written carries the input's hash in its key, so a second
 * run after a crash finds or repeats the same, also when the manifest has changed in between.
 * @returns the ledger of the job's document
 * @throws InvalidDocumentError, ObjectMissingError for input that cannot be labeled: the job has failed
 */
export async function initializeJob(
  job: Job,
  document: JobDocument,
  ports: JobPorts,
): Promise<NonNullable<JobDocument['ledger']>> {
  const { request } = document;
  const manifest = await ports.files.read(request.InputConfig.DataSource.S3DataSource!.ManifestS3Uri);
  const lines = checkInputManifest(manifest);
  const labels = await readLabels(document, ports);
  const template = await keepTemplate(job, document, ports);
  await requireInitialModel(document, ports);

  const root = job.ledgerRootFor(createHash('sha256').update(manifest).digest('hex').slice(0, 16));
  const shards = Math.ceil(lines.length / SHARD_SIZE);
  for (let index = 0; index < shards; index++) {
    const own = lines.slice(index * SHARD_SIZE, (index + 1) * SHARD_SIZE);
    const states = own.map<ObjectState>((line) => (request.LabelAttributeName in line ? 'labeledBefore' : 'queued'));
    await ports.storage.create(linesKey(root, index), own.map((line) => JSON.stringify(line)).join('\n'));
    const shard = newShard(ports.randomHex(8), index * SHARD_SIZE, states);
    await ports.storage.create(shardKey(root, index), JSON.stringify(shard));
  }
  const hook = request.HumanTaskConfig.AnnotationConsolidationConfig?.AnnotationConsolidationLambdaArn;
  const byHook = taskTypeOfHook(hook) ?? 'custom';
  const taskType = byHook === 'custom' ? taskTypeOfTemplate(template) : byHook;
  const ledger = { root, objects: lines.length, shards, labels, taskType };
  const gold = await keepGold(job, { ...document, ledger }, ports);
  return { ...ledger, ...(gold > 0 && { gold }) };
}

async function readLabels({ request }: JobDocument, ports: EnginePorts): Promise<string[]> {
  const uri = request.LabelCategoryConfigS3Uri;
  const labels = uri
    ? parseJson(labelCategoriesSchema, await ports.files.read(uri), `the label category file ${uri}`).labels.map(
        ({ label }) => label,
      )
    : [];
  const hook = request.HumanTaskConfig.AnnotationConsolidationConfig?.AnnotationConsolidationLambdaArn;
  const fewest = TASK_TYPES[taskTypeOfHook(hook) ?? 'custom'].fewestLabels;
  if (labels.length < fewest)
    throw new InvalidDocumentError(
      `LabelCategoryConfigS3Uri must name at least ${fewest} labels; it names ${labels.length}`,
    );
  if (new Set(labels).size < labels.length) throw new InvalidDocumentError(`${uri} names a label twice`);
  return labels;
}

/** Before people have worked for a model that nobody finds. */
async function requireInitialModel({ request }: JobDocument, { learning }: JobPorts): Promise<void> {
  const initial = initialModel(request);
  if (initial && !(await learning?.hasModel(initial.name)))
    throw new InvalidDocumentError(`InitialActiveLearningModelArn ${initial.arn}: there is no such model`);
}

/** The job's own template, or the page of AWS's that it names. */
async function readTemplate(request: JobDocument['request'], ports: JobPorts) {
  const { UiTemplateS3Uri, HumanTaskUiArn } = request.HumanTaskConfig.UiConfig;
  if (UiTemplateS3Uri) return { uri: UiTemplateS3Uri, template: await ports.files.read(UiTemplateS3Uri) };
  const categories = request.LabelCategoryConfigS3Uri!;
  const what = `the label category file ${categories}`;
  return {
    uri: HumanTaskUiArn!,
    template: templateOfHumanTaskUi(HumanTaskUiArn!, await ports.files.read(categories), what),
  };
}

async function keepTemplate(job: Job, { request }: JobDocument, ports: JobPorts): Promise<string> {
  const { uri, template } = await readTemplate(request, ports);
  if (template.length === 0 || template.length > TEMPLATE_CHARACTERS)
    throw new InvalidDocumentError(`the worker template ${uri} must have 1 to ${TEMPLATE_CHARACTERS} characters`);
  try {
    await ports.renderer.check(template);
  } catch (error) {
    throw new InvalidDocumentError(`the worker template ${uri} cannot be rendered: ${(error as Error).message}`);
  }
  const problems = submitProblems(template);
  if (problems.length > 0)
    throw new InvalidDocumentError(`the worker template ${uri} cannot be submitted: ${problems.join('; ')}`);
  await ports.storage.create(job.keys().template, template);
  return template;
}
