import { randomUUID } from 'node:crypto';
import {
  type CustomLabelsVersion,
  listCustomLabelsVersions,
  startCustomLabels,
  stopCustomLabels,
} from '../../shared/aws/rekognition.ts';
import type { RekognitionRun } from '../../shared/contracts/rekognition-runs.ts';
import {
  changeRekognitionRun,
  listRekognitionRuns,
  recordRekognitionRun,
} from '../../shared/documents/rekognition-runs.ts';
import { CommandError } from '../command.ts';
import type { CustomLabelsModel } from './custom-labels-model.ts';
import { untilThere } from './train-version.ts';

/** Runs that are not known to have ended. */
export const openRuns = async (bucket: string, versionArn: string): Promise<RekognitionRun[]> =>
  (await listRekognitionRuns(bucket)).filter((run) => run.versionArn === versionArn && run.stoppedAt === undefined);

const statusOf = async (projectArn: string, versionArn: string) =>
  (await listCustomLabelsVersions(projectArn)).find(({ arn }) => arn === versionArn);

/**
 * Runs a version until a moment, and waits until it answers. What runs already only gets the new end. The end is
 * written down before anything is billed, and kept by stop-rekognition-models, whether this command lives or not.
 * @returns the run, and whether it began now
 * @throws CommandError when the model does not come up
 */
export async function runVersion(
  { cloud, settings, project }: CustomLabelsModel,
  version: CustomLabelsVersion,
  units: number,
  minutes: number,
  tell: (text: string) => void,
  signal: AbortSignal,
): Promise<{ run: RekognitionRun; isNew: boolean }> {
  const now = Date.now();
  const until = new Date(now + minutes * 60_000).toISOString();
  const runs = await openRuns(cloud.bucket, version.arn);
  const isUp = ['STARTING', 'RUNNING'].includes(version.status);
  const known = isUp ? runs.at(-1) : undefined;
  // What ended unseen must not end this run at its own time.
  for (const { id } of runs)
    if (id !== known?.id) await changeRekognitionRun(cloud.bucket, id, { stoppedAt: new Date(now).toISOString() });
  const run: RekognitionRun = known
    ? { ...known, until }
    : {
        ...{ id: randomUUID(), project: settings.project, projectArn: project!.arn, versionArn: version.arn },
        ...{ units, startedAt: new Date(now).toISOString(), until },
      };
  if (known) await changeRekognitionRun(cloud.bucket, run.id, { until });
  else await recordRekognitionRun(cloud.bucket, run);
  if (!isUp)
    await startCustomLabels(version.arn, units).catch(async (error: Error) => {
      await changeRekognitionRun(cloud.bucket, run.id, { stoppedAt: new Date().toISOString() });
      throw new CommandError(`Rekognition does not start ${version.name}`, { why: error.message });
    });
  await untilThere(async () => {
    const present = await statusOf(project!.arn, version.arn);
    if (present?.status === 'RUNNING') return true;
    if (present?.status === 'STARTING') return tell(`${version.name} is starting; AWS says that it takes minutes`);
    throw new CommandError(`${version.name} did not come up: ${present?.status ?? 'it has gone'}`, {
      ...(present && { why: present.message }),
      todo: `labelloop rekognition stop --project ${settings.project} makes sure that nothing is billed`,
    });
  }, signal);
  return { run, isNew: !isUp };
}

/** Stops whatever runs of a project, waits until it has, and writes that down. @returns the runs that ended */
export async function stopVersions(
  { cloud, project, versions }: CustomLabelsModel,
  tell: (text: string) => void,
  signal: AbortSignal,
): Promise<RekognitionRun[]> {
  const ended: RekognitionRun[] = [];
  for (const { arn, name, status } of versions) {
    const runs = await openRuns(cloud.bucket, arn);
    const isUp = ['STARTING', 'RUNNING', 'STOPPING', 'FAILED'].includes(status);
    if (!isUp && runs.length === 0) continue;
    if (isUp)
      await untilThere(async () => {
        const present = (await statusOf(project!.arn, arn))?.status;
        // One that is starting cannot be stopped before it runs; one that failed runs no more.
        if (present === 'RUNNING' || present === 'FAILED') await stopCustomLabels(arn);
        if (present === undefined || !['STARTING', 'RUNNING', 'STOPPING'].includes(present)) return true;
        return tell(`${name} is ${present}`);
      }, signal);
    for (const run of runs) {
      const stoppedAt = new Date().toISOString();
      await changeRekognitionRun(cloud.bucket, run.id, { stoppedAt });
      ended.push({ ...run, stoppedAt });
    }
  }
  return ended;
}
