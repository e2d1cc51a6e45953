import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { carriedByLambda } from '../shared/aws/carried-by-lambda.ts';
import { labelingPeople } from '../shared/aws/labeling-people.ts';
import { CommandError } from './command.ts';
import { ensureOwnTeam } from './deploy/own-team.ts';

/**
 * Asks the labeling engine in an AWS account for a person's one-time invitation: through the function, so IAM must let
 * the caller invoke it. Credentials and region are found as the AWS CLI finds them.
 * @param stage of `serverless deploy`
 * @param team missing = the account's team `labelloop`, made at its first use
 * @throws CommandError when there is no such stage here, or with the engine's refusal
 */
export async function inviteOnAws(
  stage: string,
  name: string,
  team?: string,
): Promise<{ portalUrl: string; invitation: string; workerId: string; team: string }> {
  const portalUrl = await findPortal(stage);
  const labelingFunction = `labelloop-${stage}-labeling-api`;
  const workteamArn = team ?? (await ensureOwnTeam(labelingFunction));
  const people = labelingPeople({ requestHandler: carriedByLambda(labelingFunction) });
  try {
    return { portalUrl, ...(await people.invite(name, workteamArn)), team: workteamArn };
  } catch (error) {
    throw new CommandError(`${name} could not be invited: ${(error as Error).message}`, { where: workteamArn });
  } finally {
    people.close();
  }
}

/** Where the stage's workers sign in: what serves the pages knows it. */
async function findPortal(stage: string): Promise<string> {
  const FunctionName = `labelloop-${stage}-serve-portal`;
  const client = new LambdaClient();
  try {
    const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName }));
    return Configuration!.Environment!.Variables!.PORTAL_ORIGIN!;
  } catch (error) {
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    throw new CommandError(`there is no labelloop of the stage ${stage} in this account and region`, {
      where: FunctionName,
      todo: 'name the stage and set AWS_PROFILE and AWS_REGION as for `serverless deploy`',
    });
  } finally {
    client.destroy();
  }
}
