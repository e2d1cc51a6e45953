/**
 * The private work team that our own labeling engine begins with: a bare name, because only the account's own parts
 * know its ARN.
 */
export const OWN_WORKTEAM = 'labelloop';

/**
 * The ARN of the work team that project.json names: an ARN as it is; a bare name is a private team of the account and
 * region that the execution runs in.
 * @param executionArn of the running execution: it names partition, region and account
 */
export function workteamArnOf(workteam: string, executionArn: string): string {
  if (workteam.startsWith('arn:')) return workteam;
  const [, partition, , region, accountId] = executionArn.split(':');
  return `arn:${partition}:sagemaker:${region}:${accountId}:workteam/private-crowd/${workteam}`;
}
