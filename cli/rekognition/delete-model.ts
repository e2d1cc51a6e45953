import {
  deleteCustomLabelsDataset,
  deleteCustomLabelsProject,
  deleteCustomLabelsVersion,
  findCustomLabelsDataset,
  findCustomLabelsProject,
  listCustomLabelsVersions,
} from '../../shared/aws/rekognition.ts';
import { CommandError } from '../command.ts';
import type { CustomLabelsModel } from './custom-labels-model.ts';
import { untilThere } from './train-version.ts';

/**
 * Deletes all that Rekognition has of a project: versions, datasets, then itself.
 * @throws CommandError while one is trained or runs
 */
export async function deleteModel(
  { name, project, versions }: CustomLabelsModel,
  tell: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (!project) return;
  const busy = versions.find(({ status }) => /^(TRAINING_IN_PROGRESS|STARTING|RUNNING|STOPPING)$/.test(status));
  if (busy)
    throw new CommandError(`${busy.name} is ${busy.status}`, { todo: 'labelloop rekognition stop, or wait for it' });
  for (const version of versions) {
    tell(`deleting ${version.name}`);
    await deleteCustomLabelsVersion(version.arn);
  }
  await untilThere(async () => ((await listCustomLabelsVersions(project.arn)).length === 0 ? true : undefined), signal);
  for (const { arn } of project.datasets) {
    await deleteCustomLabelsDataset(arn);
    await untilThere(async () => ((await findCustomLabelsDataset(arn)) ? undefined : true), signal);
  }
  tell(`deleting ${name}`);
  await deleteCustomLabelsProject(project.arn);
  await untilThere(async () => ((await findCustomLabelsProject(name)) ? undefined : true), signal);
}
