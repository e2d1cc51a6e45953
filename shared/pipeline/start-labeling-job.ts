import { createLabelingJob } from '../aws/labeling-jobs.ts';
import type { StartLabelingJobOutput, StepInput } from '../contracts/workflow-state.ts';
import { readBatch } from '../documents/batch.ts';
import { loadProject, readProject } from '../documents/project.ts';
import { projectBucket } from '../documents/project-bucket.ts';
import { LABEL_TASKS } from '../domain/answer-kinds/tasks/task-types.ts';
import { labelAttribute } from '../domain/batches/batch-route.ts';
import { isJobOf, type LabelingResources, labelingRequest } from '../domain/labeling/labeling-request.ts';
import { workteamArnOf } from '../domain/labeling/workteam-arn.ts';
import { budgetUsdPerImage } from '../domain/money/labeling-price.ts';
import { sha256 } from '../sha256.ts';
import { writeInputManifest } from './batches/write-input-manifest.ts';

/**
 * Writes the batch's input manifest and creates its labeling job; running it again finds both. The workteam is the one
 * that project.json names now: correcting it there is how people settle a refusal.
 */
export async function startLabelingJob(
  bucket: string,
  input: StepInput,
  resources: LabelingResources,
): Promise<StartLabelingJobOutput> {
  const frozen = await readProject(bucket, input.configKey);
  const own = projectBucket(bucket, input.project);
  const present = await loadProject(own);
  const { workteamArn } = ('project' in present ? present.project : frozen).labeling;
  const team = workteamArnOf(workteamArn, input.executionArn);
  const project = { ...frozen, labeling: { ...frozen.labeling, workteamArn: team } };
  const batch = await readBatch(own, input.batchId);
  const manifest = await writeInputManifest(bucket, project, batch, input.now);
  const attribute = labelAttribute(batch, LABEL_TASKS[project.taskType], project);
  const task = { batchId: input.batchId, manifestHash: sha256(manifest), attribute };
  const request = labelingRequest(bucket, task, project, resources);
  await createLabelingJob(request, (job) => isJobOf(request, job));
  const usd = batch.images.length * budgetUsdPerImage(project.labeling);
  return { labelingJobName: request.LabelingJobName, usd };
}
