import { listFolders } from '../../aws/s3.ts';
import { INCOMING_PREFIX, PROJECTS_PREFIX } from '../../domain/project/bucket-keys.ts';
import { isProjectName } from '../../domain/project/names.ts';
import type { Logger } from '../../handler/logger.ts';
import { type Closing, closeProject } from './close-project.ts';
import { startOwedTraining } from './start-owed-training.ts';

/** A lost notification may cost a quarter of an hour; listing every inbox each minute would cost money all day. */
const RECONCILE_EVERY_MINUTES = 15;

/**
 * The minute's round through all projects: closes what is due, finishes what broke off and starts trainings that nobody
 * remembers; each quarter of an hour also looks for what events lost and gives failed batches another chance. What goes
 * wrong in one project is logged and leaves the others alone.
 * @throws the first project's unexpected error, after all had their turn
 */
export async function sweepProjects(place: Omit<Closing, 'reconcile'>, logger: Logger): Promise<void> {
  const { bucket, stateMachineArn, now } = place;
  const reconcile = Math.floor(now / 60_000) % RECONCILE_EVERY_MINUTES === 0;
  const known = await listFolders(bucket, PROJECTS_PREFIX);
  const inboxes = reconcile ? await listFolders(bucket, INCOMING_PREFIX) : [];
  const projects = [...new Set([...known, ...inboxes])].filter(isProjectName);
  const time = new Date(now).toISOString();
  const failures: unknown[] = [];
  for (const project of projects) {
    try {
      const closed = await closeProject(project, { ...place, reconcile });
      const training = await startOwedTraining(bucket, stateMachineArn, project, time);
      const { reconciled, recovered, problem } = closed;
      const batches = closed.batches.map(({ batchId }) => batchId);
      if (batches.length || reconciled || recovered.length || problem || training)
        logger.info('swept', { project, batches, reconciled, recovered, problem, training });
    } catch (error) {
      failures.push(error);
      logger.error(`the sweep of ${project} failed`, { project, error: String(error) });
    }
  }
  if (failures.length) throw failures[0];
}
