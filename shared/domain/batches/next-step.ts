import type { Project } from '../../contracts/project.ts';
import { batchSize, budgetSpentReason, budgetStanding, dueReason, type Waiting } from './batch-policy.ts';

const clockTime = (time: number) => new Date(time).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });

/**
 * What happens to the images that wait, and when: `23 of 100; closes by quiet time at 14:32, or \`labelloop label-now
 * birds\``; where the budget is spent, that.
 * @param claimed images that earlier batches took @param now milliseconds since 1970
 */
export function nextStep(
  { project, batch, labeling }: Pick<Project, 'project' | 'batch' | 'labeling'>,
  waiting: Waiting,
  ready: boolean,
  claimed: number,
  now: number,
): string {
  if (waiting.images === 0) return 'no image waits for labeling';
  const budget = budgetStanding(labeling, claimed);
  if (budget?.imagesLeft === 0) return `${waiting.images} images wait: ${budgetSpentReason(project, budget)}`;
  const due = dueReason(batch, waiting, ready, now);
  const full = `${waiting.images} of ${batchSize(batch)}`;
  if (due) return `${full}; the batch is due and closes within a minute`;
  const quiet = waiting.newest + batch.quietMinutes * 60_000;
  const age = waiting.oldest + batch.maxAgeHours * 3_600_000;
  const [time, rule] = quiet <= age ? [quiet, 'quiet time'] : [age, 'age'];
  return `${full}; closes by ${rule} at ${clockTime(time)}, or \`labelloop label-now ${project}\``;
}
