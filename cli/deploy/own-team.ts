import { CreateWorkteamCommand, DescribeWorkteamCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { carriedByLambda } from '../../shared/aws/carried-by-lambda.ts';
import { OWN_WORKTEAM } from '../../shared/domain/labeling/workteam-arn.ts';

/**
 * Makes the stage's own work team unless it is there. Create, then Describe: that is the truth.
 * @param labelingFunction name of the function that is the labeling engine
 * @returns the team's ARN
 */
export async function ensureOwnTeam(labelingFunction: string): Promise<string> {
  const engine = new SageMakerClient({ requestHandler: carriedByLambda(labelingFunction) });
  const team = {
    WorkteamName: OWN_WORKTEAM,
    Description: 'Everybody who was invited.',
    MemberDefinitions: [{ OidcMemberDefinition: { Groups: [OWN_WORKTEAM] } }],
  };
  await engine.send(new CreateWorkteamCommand(team)).catch(() => undefined);
  const { Workteam } = await engine.send(new DescribeWorkteamCommand({ WorkteamName: OWN_WORKTEAM }));
  return Workteam!.WorkteamArn!;
}
