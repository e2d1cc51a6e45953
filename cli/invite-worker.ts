import { labelingPeople } from '../shared/aws/labeling-people.ts';
import type { CloudAccess } from './aws-variables.ts';
import { CommandError } from './command.ts';

/**
 * Asks the labeling engine for a person's one-time invitation.
 * @returns what belongs into the portal's link, and the person's pseudonym
 * @throws CommandError with the engine's refusal
 */
export async function inviteWorker(
  { endpoint, region, credentials }: Omit<CloudAccess, 'bucket'>,
  name: string,
  workteamArn: string,
): Promise<{ invitation: string; workerId: string }> {
  const people = labelingPeople({ endpoint, region, credentials });
  try {
    return await people.invite(name, workteamArn);
  } catch (error) {
    throw new CommandError(`${name} could not be invited: ${(error as Error).message}`, { where: workteamArn });
  } finally {
    people.close();
  }
}
