import { decideOnModel, listRegisteredModels, type RegisteredModel } from '../../aws/model-packages.ts';
import { isExecutionRunning } from '../../aws/step-functions.ts';
import type { Project } from '../../contracts/project.ts';
import { recordAct } from '../../documents/audit.ts';
import { prefixOfBucket } from '../../domain/project/names.ts';
import { modelPackageGroupName } from '../../domain/training/model-package.ts';
import { UnsupportedError } from '../../errors.ts';

/** The project's models that passed the gate and wait for somebody's yes or no, newest first. */
export const listWaitingModels = (bucket: string, project: Project): Promise<RegisteredModel[]> =>
  listRegisteredModels(modelPackageGroupName(prefixOfBucket(bucket), project), 'PendingManualApproval');

interface Decision {
  approval: 'Approved' | 'Rejected';
  by: string;
  /** In the words of who decides; empty: none. */
  reason: string;
  /** ISO 8601. */
  now: string;
}

/**
 * Lets a model that waits go live, or keeps it from that, and puts on record who said so.
 * @returns what the registry keeps as the reason
 * @throws UnsupportedError when its execution is over: nobody waits for the decision
 */
export async function decideOnWaiting(
  bucket: string,
  { project }: Pick<Project, 'project'>,
  { arn, modelName, execution }: RegisteredModel,
  { approval, by, reason, now }: Decision,
): Promise<string> {
  if (!(await isExecutionRunning(execution)))
    throw new UnsupportedError(
      `nothing waits for a decision on ${modelName}: its execution is over. \`labelloop models deploy ${modelName} --anyway --reason "…"\` lets it serve`,
    );
  const why = `${by}${reason ? `: ${reason}` : ''}`;
  await decideOnModel(arn, approval, why);
  const act = approval === 'Approved' ? 'approved' : 'rejected';
  await recordAct(bucket, {
    ...{ at: now, by, act, project, subject: modelName },
    ...(reason && { note: reason.slice(0, 500) }),
  });
  return why;
}
