import { setTimeout as pause } from 'node:timers/promises';
import {
  type CustomLabelsVersion,
  createCustomLabelsDataset,
  createCustomLabelsProject,
  deleteCustomLabelsDataset,
  findCustomLabelsDataset,
  findCustomLabelsProject,
  listCustomLabelsVersions,
  trainCustomLabels,
} from '../../shared/aws/rekognition.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { CommandError } from '../command.ts';
import type { CustomLabelsModel } from './custom-labels-model.ts';
import type { RekognitionExport } from './export-labels.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** Asks again and again, less and less often, until there is an answer. */
export async function untilThere<Answer>(ask: () => Promise<Answer | undefined>, signal: AbortSignal): Promise<Answer> {
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(LONGEST_PAUSE_MS, wait * 1.3)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await pause(wait, undefined, { signal });
  }
}

/**
 * Trains a version on a dataset version, and waits for it: one that was begun before is gone on with. Rekognition's
 * project has one dataset of a kind, so those of an earlier version are taken away first; models stay.
 * @throws CommandError when Rekognition refuses the datasets, or the training fails
 */
export async function trainVersion(
  { cloud, settings, name, versions }: CustomLabelsModel,
  labels: RekognitionExport,
  tell: (text: string) => void,
  signal: AbortSignal,
): Promise<CustomLabelsVersion> {
  const base = `v${labels.datasetVersion}-${labels.folder.split('-').at(-1)!.slice(0, 8)}`;
  const tries = versions.filter((one) => one.name === base || one.name.startsWith(`${base}-try`));
  const standing = tries.find(({ status }) => status !== 'TRAINING_FAILED');
  const versionName = standing?.name ?? (tries.length === 0 ? base : `${base}-try${tries.length + 1}`);
  await createCustomLabelsProject(name);
  const project = await untilThere(() => findCustomLabelsProject(name), signal);
  if (!standing) {
    for (const { arn, type } of project.datasets) {
      tell(`taking the ${type} dataset of an earlier training away`);
      await deleteCustomLabelsDataset(arn);
      await untilThere(async () => ((await findCustomLabelsDataset(arn)) ? undefined : true), signal);
    }
    const { train, test } = labels;
    for (const [type, side] of [['TRAIN', train] as const, ...(test ? [['TEST', test] as const] : [])]) {
      tell(`making the ${type} dataset of ${side.images} images`);
      const arn = await createCustomLabelsDataset(project.arn, type, { bucket: cloud.bucket, key: side.key });
      await untilThere(() => readyDataset(arn, type), signal);
    }
    const prefix = projectKeys(settings.project).rekognitionPrefix;
    await trainCustomLabels(project.arn, versionName, { bucket: cloud.bucket, prefix });
  }
  const begun = Date.now();
  return untilThere(async () => {
    const version = (await listCustomLabelsVersions(project.arn)).find((one) => one.name === versionName);
    if (!version || version.status === 'TRAINING_IN_PROGRESS') {
      tell(`${versionName} is being trained, ${Math.round((Date.now() - begun) / 1000)} s so far`);
      return undefined;
    }
    if (version.status !== 'TRAINING_FAILED') return version;
    throw new CommandError(`Rekognition could not train ${versionName}`, {
      why: version.message,
      todo: 'put it right and train again: the failed version stays in the list and is not used',
    });
  }, signal);
}

async function readyDataset(arn: string, type: string): Promise<true | undefined> {
  const dataset = await findCustomLabelsDataset(arn);
  if (dataset?.status === 'CREATE_COMPLETE') return true;
  if (dataset === undefined || dataset.status === 'CREATE_IN_PROGRESS') return undefined;
  throw new CommandError(`Rekognition refuses the ${type} dataset`, { why: dataset.message });
}
