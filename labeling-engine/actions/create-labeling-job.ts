import { createHmac } from 'node:crypto';
import { TASK_TYPES } from '../../shared/domain/answer-kinds/tasks/task-types.ts';
import { isMachineTask, MACHINE_KINDS } from '../../shared/domain/automatic-labeling/kinds/machine-kinds.ts';
import { partitionOf } from '../../shared/domain/project/partition.ts';
import { defineAction } from '../action.ts';
import { automationSettings, initialModel, taskOfAlgorithm } from '../automatic/automation.ts';
import { type CreateLabelingJobRequest, createLabelingJobSchema } from '../contracts/labeling-requests.ts';
import { taskTypeOfHook } from '../core/task-type-of-hook.ts';
import type { EngineContext } from '../engine-context.ts';
import { requireOutputBucket } from '../job/require-output-bucket.ts';
import { LabelingApiError } from '../labeling-api-error.ts';
import { HUMAN_TASK_UIS, nameOfHumanTaskUi } from '../render/human-task-uis.ts';

const RESERVED_ATTRIBUTES = ['source', 'source-ref'];

export const createLabelingJob = defineAction({
  name: 'CreateLabelingJob',
  input: createLabelingJobSchema,
  async handle(request, engine) {
    refuseUnsupported(request, engine);
    checkAttribute(request);
    checkTimeLimit(request);
    await requireOutputBucket(engine, request.OutputConfig);
    const { WorkteamArn } = request.HumanTaskConfig;
    if (!(await engine.workteams.findByArn(WorkteamArn)))
      throw invalid(`Workteam ${WorkteamArn} does not exist; CreateWorkteam makes private teams`);

    const { ports } = engine;
    const { region, accountId } = ports.account;
    const name = request.LabelingJobName;
    const arn = `arn:${partitionOf(region).name}:sagemaker:${region}:${accountId}:labeling-job/${name.toLowerCase()}`;
    const now = ports.now();
    const isNew = await engine.jobs.create({
      version: 1,
      writerId: ports.randomHex(8),
      request,
      arn,
      reference: createHmac('sha256', await engine.secret())
        .update(`job:${arn}`)
        .digest('hex')
        .slice(0, 20),
      status: 'Initializing',
      createdAt: now,
      modifiedAt: now,
    });
    const found = await engine.jobs.find(name);
    if (found) await engine.wake(found.job);
    if (!isNew)
      throw new LabelingApiError(
        'ResourceInUse',
        `A labeling job named ${name} exists already; names cannot be used again, also in other letter case`,
      );
    return { LabelingJobArn: arn };
  },
});

const invalid = (message: string) => new LabelingApiError('ValidationException', message);

/** What Ground Truth does and this engine does not, each refused by name. */
function refuseUnsupported(request: CreateLabelingJobRequest, { ports }: EngineContext): void {
  const task = request.HumanTaskConfig;
  const { DataSource } = request.InputConfig;
  if (DataSource.SnsDataSource || request.OutputConfig.SnsTopicArn)
    throw invalid(
      'streaming labeling jobs (SnsDataSource, OutputConfig.SnsTopicArn) are not supported; use S3DataSource',
    );
  if (!DataSource.S3DataSource) throw invalid('InputConfig.DataSource.S3DataSource is required');
  checkAutomation(request, ports);
  if (task.PublicWorkforceTaskPrice || /:workteam\/(public|vendor)-crowd\//.test(task.WorkteamArn))
    throw invalid('public and vendor workforces are not supported; use a private work team');
  checkPage(request);
  const hooks = [
    [task.PreHumanTaskLambdaArn, ports.builtInHooks.preAnnotation],
    [task.AnnotationConsolidationConfig?.AnnotationConsolidationLambdaArn, ports.builtInHooks.consolidation],
  ];
  for (const [arn, stand] of hooks) {
    const type = taskTypeOfHook(arn);
    if (!type || (type !== 'custom' && !stand)) throw invalid(`the built-in task type of ${arn} is not supported`);
  }
}

/** AWS's own page is one that this engine has too, or the job brings a template. */
function checkPage({ HumanTaskConfig: { UiConfig }, LabelCategoryConfigS3Uri }: CreateLabelingJobRequest): void {
  const { HumanTaskUiArn, UiTemplateS3Uri } = UiConfig;
  if (HumanTaskUiArn && UiTemplateS3Uri)
    throw invalid('UiConfig has both HumanTaskUiArn and UiTemplateS3Uri; give one');
  if (!HumanTaskUiArn && !UiTemplateS3Uri) throw invalid('HumanTaskConfig.UiConfig.UiTemplateS3Uri is required');
  if (!HumanTaskUiArn) return;
  const name = nameOfHumanTaskUi(HumanTaskUiArn);
  if (name === undefined || !HUMAN_TASK_UIS.includes(name))
    throw invalid(
      `HumanTaskUiArn ${HumanTaskUiArn} is not supported: of AWS's own pages the engine has ${HUMAN_TASK_UIS.join(', ')}; use UiTemplateS3Uri for others`,
    );
  if (!LabelCategoryConfigS3Uri) throw invalid(`HumanTaskUiArn ${name} needs LabelCategoryConfigS3Uri`);
}

function checkAutomation(request: CreateLabelingJobRequest, { mayLearn, account }: EngineContext['ports']): void {
  const config = request.LabelingJobAlgorithmsConfig;
  if (!config) return;
  const arn = config.LabelingJobAlgorithmSpecificationArn;
  const task = taskOfAlgorithm(arn);
  if (!task) throw invalid(`LabelingJobAlgorithmSpecificationArn ${arn} names no labeling algorithm`);
  if (!isMachineTask(task))
    throw invalid(`automatic labeling of ${task} is not supported; it is of ${Object.keys(MACHINE_KINDS).join(', ')}`);
  if (!mayLearn) throw invalid('automatic labeling is not set up here: the labeling engine has no image to learn with');
  const initial = initialModel(request);
  const [, , , region, accountId] = initial?.arn.split(':') ?? [];
  if (initial && (region !== account.region || accountId !== account.accountId))
    throw invalid(
      `InitialActiveLearningModelArn ${initial.arn} must be of this account and region, ${account.accountId} and ${account.region}`,
    );
  const hook = request.HumanTaskConfig.AnnotationConsolidationConfig?.AnnotationConsolidationLambdaArn;
  const type = taskTypeOfHook(hook);
  const { taskType } = MACHINE_KINDS[task];
  if (type && type !== 'custom' && type !== taskType)
    throw invalid(`the algorithm ${task} gives labels of ${taskType}; the job's consolidation is for ${type}`);
  try {
    automationSettings(request);
  } catch (error) {
    throw invalid((error as Error).message);
  }
}

const LONGEST_SECONDS = 28_800;

/** Only tasks of video frames may take days. */
function checkTimeLimit({ HumanTaskConfig: task }: CreateLabelingJobRequest): void {
  const type = taskTypeOfHook(task.AnnotationConsolidationConfig?.AnnotationConsolidationLambdaArn);
  const isOfFrames = type !== undefined && TASK_TYPES[type].answer === 'tracks';
  if (task.TaskTimeLimitInSeconds > LONGEST_SECONDS && !isOfFrames)
    throw invalid(
      `TaskTimeLimitInSeconds must be at most ${LONGEST_SECONDS}; only tasks of video frames may take longer`,
    );
}

function checkAttribute(request: CreateLabelingJobRequest): void {
  const attribute = request.LabelAttributeName;
  if (RESERVED_ATTRIBUTES.includes(attribute) || attribute.endsWith('-metadata'))
    throw invalid(`LabelAttributeName must not be ${RESERVED_ATTRIBUTES.join(', ')} or end with -metadata`);
  const hook = request.HumanTaskConfig.AnnotationConsolidationConfig?.AnnotationConsolidationLambdaArn;
  const type = taskTypeOfHook(hook);
  if (!type || type === 'custom') return;
  const { labelIsFile } = TASK_TYPES[type];
  if (attribute.endsWith('-ref') !== labelIsFile)
    throw invalid(
      `LabelAttributeName of a ${type} job must ${labelIsFile ? '' : 'not '}end with -ref; it is ${attribute}`,
    );
}
