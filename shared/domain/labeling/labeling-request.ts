import { ADJUSTED_PREFIX } from '../../contracts/label-attributes.ts';
import type { Project, TaskType } from '../../contracts/project.ts';
import type { ProjectProblem } from '../../contracts/project-problem.ts';
import { LABEL_TASKS } from '../answer-kinds/tasks/task-types.ts';
import { machineTaskOf } from '../automatic-labeling/kinds/machine-kinds.ts';
import { settingsTag } from '../automatic-labeling/settings.ts';
import type { LabelingBackend } from '../money/estimate.ts';
import { projectKeys } from '../project/bucket-keys.ts';
import { labelingJobName } from '../project/names.ts';
import { s3Uri } from '../project/s3-uri.ts';
import { AUTOMATIC_TAG, CONTACT_TAG, FEWEST_WORKERS_TAG, GOLD_FEEDBACK_TAG, GOLD_TAG } from './labeling-tags.ts';

/** What only the account knows: the role that the job runs with and the two hooks. */
export interface LabelingResources {
  roleArn: string;
  preAnnotationArn: string;
  consolidationArn: string;
}

/** Longest value of a hyperparameter (SageMaker, CreateTrainingJob): all labels travel in one. */
const HYPERPARAMETER_LENGTH = 2500;

/** Tag that tells our job from another one of the same name: SHA-256 of its input manifest. */
export const MANIFEST_TAG = 'labelloop:manifest';

/** Label category configuration file (SageMaker developer guide, "Labeling Category Configuration File"). */
export const labelCategories = (labels: readonly string[]) => ({
  'document-version': '2018-11-28',
  labels: labels.map((label) => ({ label })),
});

/**
 * Why no batch of this project can be closed, for people; undefined when one can.
 * @param earlier what the last batch was labeled with: neither the task nor ids of labels that are in use may change
 */
export function labelingProblem(
  { taskType, labels, exports, labeling }: Project,
  earlier: Pick<Project, 'taskType' | 'labels'> | undefined,
  backend: LabelingBackend = 'engine',
): ProjectProblem | undefined {
  const task = LABEL_TASKS[taskType];
  const problem = (code: string, reason: string): ProjectProblem => ({
    version: 1,
    code,
    reason: `project.json: ${reason}`,
  });
  if (earlier && earlier.taskType !== taskType)
    return problem(
      'task-changed',
      `taskType: it must stay ${earlier.taskType}, because images are labeled so; another task is another project`,
    );
  if (earlier?.labels.some((label, index) => labels[index] !== label))
    return problem(
      'labels-changed',
      `labels: they must begin with ${JSON.stringify(earlier.labels)}, because images are labeled with these; new ones go at the end`,
    );
  if (labels.length < task.fewestLabels)
    return problem(
      'too-few-labels',
      `labels: ${taskType} needs ${task.fewestLabels} or more; it holds ${labels.length}`,
    );
  if (labeling.automatic && !machineTaskOf(taskType))
    return problem('automatic-impossible', `labeling.automatic: no machine labels ${taskType}; set it to null`);
  const unfit = labeling.video && whyNoVideo(taskType, labeling, backend);
  if (unfit) return problem('video-impossible', `labeling.video: ${unfit}; set it to null`);
  const stranger = labeling.keypoints?.skeleton.flat().find((name) => !labels.includes(name));
  if (stranger !== undefined)
    return problem(
      'skeleton-impossible',
      `labeling.keypoints.skeleton: ${JSON.stringify(stranger)} is no label; they are ${labels.join(', ')}`,
    );
  const impossible = exports.find((format) => !task.exports.includes(format));
  if (impossible)
    return problem(
      'impossible-export',
      `exports: ${impossible} cannot hold labels of ${taskType}; it may hold ${task.exports.join(', ')}`,
    );
  const { length } = JSON.stringify(labels);
  if (length > HYPERPARAMETER_LENGTH)
    return problem(
      'labels-too-long',
      `labels: they have ${length} characters together; a training job takes ${HYPERPARAMETER_LENGTH}, shorter names are needed`,
    );
  return undefined;
}

/** Why objects cannot be followed through videos in such a project; undefined where they can. */
function whyNoVideo(
  taskType: TaskType,
  { automatic, gold, fewestWorkers }: Project['labeling'],
  backend: LabelingBackend,
): string | undefined {
  if (backend === 'ground-truth') return "the page for it is labelloop's own, and Ground Truth labels here";
  if (taskType !== 'bounding-box') return `objects are followed by boxes, and this project is of ${taskType}`;
  if (automatic) return 'no machine follows objects, and labeling.automatic is set';
  if (gold) return 'known labels are of single images, and labeling.gold is set';
  return fewestWorkers ? 'all workers are asked, and labeling.fewestWorkers is set' : undefined;
}

/** Account of AWS that its labeling algorithms belong to, in every region. */
const ALGORITHM_ACCOUNT = '027400017018';

/** AWS's algorithm of a task in the region of another ARN; our labeling engine takes it for ours. */
function algorithmArn(neighbour: string, taskType: TaskType): string {
  const [, partition, , region] = neighbour.split(':');
  return `arn:${partition}:sagemaker:${region}:${ALGORITHM_ACCOUNT}:labeling-job-algorithm-specification/${machineTaskOf(taskType)}`;
}

/** What tells one job of a project from another. */
export interface LabelingTask {
  batchId: string;
  /** SHA-256 of input.manifest, hex. */
  manifestHash: string;
  /** Where the labels go; another attribute than the usual one: an adjustment of what the lines carry. */
  attribute: string;
}

/** Complete CreateLabelingJob request for a batch. */
export function labelingRequest(
  bucket: string,
  { batchId, manifestHash, attribute }: LabelingTask,
  project: Project,
  resources: LabelingResources,
) {
  const { labeling } = project;
  const task = LABEL_TASKS[project.taskType];
  const keys = projectKeys(project.project);
  const isAdjustment = attribute.startsWith(ADJUSTED_PREFIX);
  const isAutomatic = !!labeling.automatic && !isAdjustment;
  const tags = {
    'labelloop:project': project.project,
    'labelloop:uid': project.uid,
    'labelloop:batch': batchId,
    [MANIFEST_TAG]: manifestHash,
    ...(labeling.fewestWorkers && { [FEWEST_WORKERS_TAG]: String(labeling.fewestWorkers) }),
    // Known labels have the project's own attribute, and nobody begins them with another's label.
    ...(labeling.gold && !isAdjustment && { [GOLD_TAG]: labeling.gold }),
    ...(labeling.goldFeedback === false && { [GOLD_FEEDBACK_TAG]: 'off' }),
    ...(isAutomatic && { [AUTOMATIC_TAG]: settingsTag(labeling.automatic!) }),
    ...(labeling.contact && { [CONTACT_TAG]: labeling.contact }),
  };
  return {
    LabelingJobName: labelingJobName({ project: project.project, uid: project.uid, batchId }),
    LabelAttributeName: attribute,
    InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: s3Uri(bucket, keys.inputManifest(batchId)) } } },
    // Where a path ends in a slash, the layout below it would begin with an empty folder.
    OutputConfig: { S3OutputPath: s3Uri(bucket, keys.labelsPrefix(batchId).replace(/\/$/, '')) },
    RoleArn: resources.roleArn,
    LabelCategoryConfigS3Uri: s3Uri(bucket, keys.labelCategories(batchId)),
    ...(isAutomatic && {
      LabelingJobAlgorithmsConfig: {
        LabelingJobAlgorithmSpecificationArn: algorithmArn(resources.preAnnotationArn, project.taskType),
      },
    }),
    HumanTaskConfig: {
      WorkteamArn: labeling.workteamArn,
      UiConfig: { UiTemplateS3Uri: s3Uri(bucket, keys.workerTemplate(batchId)) },
      PreHumanTaskLambdaArn: resources.preAnnotationArn,
      AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: resources.consolidationArn },
      TaskTitle: isAdjustment ? `Correct: ${project.title}`.slice(0, 128) : project.title,
      TaskDescription: project.description,
      TaskKeywords: task.words.keywords,
      NumberOfHumanWorkersPerDataObject: labeling.workersPerObject,
      TaskTimeLimitInSeconds: labeling.taskTimeLimitSeconds,
      TaskAvailabilityLifetimeInSeconds: labeling.taskAvailabilitySeconds,
    },
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
}
export type LabelingRequest = ReturnType<typeof labelingRequest>;

/** Where a labeling job leaves its labels (Ground Truth's layout). */
export const outputManifestKey = (id: { project: string; uid: string; batchId: string }) =>
  `${projectKeys(id.project).labelsPrefix(id.batchId)}${labelingJobName(id)}/manifests/output/output.manifest`;

/** What a labeling backend says of a job, as far as it tells whose the job is. */
interface DescribedJob {
  InputConfig?:
    | { DataSource?: { S3DataSource?: { ManifestS3Uri?: string | undefined } | undefined } | undefined }
    | undefined;
  Tags?: Array<{ Key?: string | undefined; Value?: string | undefined }> | undefined;
}

/** Whether the job that exists is the one that the request would create: the same manifest by place and by content. */
export function isJobOf(request: LabelingRequest, job: DescribedJob): boolean {
  const hash = (tags: DescribedJob['Tags']) => tags?.find(({ Key }) => Key === MANIFEST_TAG)?.Value;
  const place = (input: DescribedJob['InputConfig']) => input?.DataSource?.S3DataSource?.ManifestS3Uri;
  return place(job.InputConfig) === place(request.InputConfig) && hash(job.Tags) === hash(request.Tags);
}
