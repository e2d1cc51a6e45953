import { createLabelingJob } from '../shared/aws/labeling-jobs.ts';
import { readConfig } from '../shared/config.ts';
import { type StartLabelingJobOutput, type StepInput, stepInputSchema } from '../shared/contracts/workflow-state.ts';
import { readBatch } from '../shared/documents/batch.ts';
import { loadProject, readProject } from '../shared/documents/project.ts';
import { LABEL_TASKS } from '../shared/domain/answer-kinds/tasks/task-types.ts';
import { labelAttribute } from '../shared/domain/batches/batch-route.ts';
import { isJobOf, labelingRequest } from '../shared/domain/labeling/labeling-request.ts';
import { workteamArnOf } from '../shared/domain/labeling/workteam-arn.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { writeInputManifest } from '../shared/pipeline/write-input-manifest.ts';
import { sha256 } from '../shared/sha256.ts';

/**
 * Writes the batch's input manifest and creates its labeling job; running it again finds both. The workteam is the one that
 * project.json names now: correcting it there is how people settle a refusal.
 */
export async function startLabelingJob(input: StepInput): Promise<StartLabelingJobOutput> {
  const config = readConfig('BUCKET', 'LABELING_ROLE_ARN', 'PRE_ANNOTATION_LAMBDA_ARN', 'CONSOLIDATION_LAMBDA_ARN');
  const frozen = await readProject(config.BUCKET, input.configKey);
  const present = await loadProject(config.BUCKET, input.project);
  const { workteamArn } = ('project' in present ? present.project : frozen).labeling;
  const team = workteamArnOf(workteamArn, input.executionArn);
  const project = { ...frozen, labeling: { ...frozen.labeling, workteamArn: team } };
  const batch = await readBatch(config.BUCKET, input.project, input.batchId);
  const manifest = await writeInputManifest(config.BUCKET, project, batch, input.now);
  const resources = {
    roleArn: config.LABELING_ROLE_ARN,
    preAnnotationArn: config.PRE_ANNOTATION_LAMBDA_ARN,
    consolidationArn: config.CONSOLIDATION_LAMBDA_ARN,
  };
  const attribute = labelAttribute(batch, LABEL_TASKS[project.taskType]);
  const task = { batchId: input.batchId, manifestHash: sha256(manifest), attribute };
  const request = labelingRequest(config.BUCKET, task, project, resources);
  await createLabelingJob(request, (job) => isJobOf(request, job));
  return { labelingJobName: request.LabelingJobName };
}

export const handler = createHandler('start-labeling-job', stepInputSchema, startLabelingJob);
