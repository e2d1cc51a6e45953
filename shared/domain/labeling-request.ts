import { LABEL_ATTRIBUTE_NAME } from '../contracts/manifest-line.ts';
import type { Project } from '../contracts/project.ts';
import type { ProjectProblem } from '../contracts/project-problem.ts';
import { projectKeys } from './bucket-keys.ts';
import { labelingJobName } from './names.ts';
import { s3Uri } from './s3-uri.ts';

/** What only the account knows: the role that the job runs with and the two hooks. */
export interface LabelingResources {
  roleArn: string;
  preAnnotationArn: string;
  consolidationArn: string;
}

/** Tag that tells our job from another one of the same name: SHA-256 of its input manifest. */
export const MANIFEST_TAG = 'labelloop:manifest';

/** Label category configuration file (SageMaker developer guide, "Labeling Category Configuration File"). */
export const labelCategories = (labels: readonly string[]) => ({
  'document-version': '2018-11-28',
  labels: labels.map((label) => ({ label })),
});

/**
 * Why no batch of this project can be closed, for people; undefined when one can.
 * @param earlierLabels of the last batch: ids of labels that are in use must not move
 */
export function labelingProblem(project: Project, earlierLabels: readonly string[]): ProjectProblem | undefined {
  if (project.taskType !== 'bounding-box')
    return {
      version: 1,
      code: 'unsupported-task',
      reason: `project.json: taskType: ${project.taskType} cannot be labeled yet; it may hold bounding-box`,
    };
  if (earlierLabels.some((label, index) => project.labels[index] !== label))
    return {
      version: 1,
      code: 'labels-changed',
      reason: `project.json: labels: they must begin with ${JSON.stringify(earlierLabels)}, because images are labeled with these; new ones go at the end`,
    };
  return undefined;
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
  const keys = projectKeys(project.project);
  const tags = {
    'labelloop:project': project.project,
    'labelloop:uid': project.uid,
    'labelloop:batch': batchId,
    [MANIFEST_TAG]: manifestHash,
  };
  return {
    LabelingJobName: labelingJobName({ project: project.project, uid: project.uid, batchId }),
    LabelAttributeName: attribute,
    InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: s3Uri(bucket, keys.inputManifest(batchId)) } } },
    OutputConfig: { S3OutputPath: s3Uri(bucket, keys.labelsPrefix(batchId)) },
    RoleArn: resources.roleArn,
    LabelCategoryConfigS3Uri: s3Uri(bucket, keys.labelCategories(batchId)),
    HumanTaskConfig: {
      WorkteamArn: labeling.workteamArn,
      UiConfig: { UiTemplateS3Uri: s3Uri(bucket, keys.workerTemplate(batchId)) },
      PreHumanTaskLambdaArn: resources.preAnnotationArn,
      AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: resources.consolidationArn },
      TaskTitle: attribute === LABEL_ATTRIBUTE_NAME ? project.title : `Correct: ${project.title}`.slice(0, 128),
      TaskDescription: project.description,
      TaskKeywords: ['images', 'bounding boxes'],
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
