import { CreateWorkteamCommand, ResourceInUse, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ACCOUNT_ID, REGION } from './wire/service.ts';

const NAME = 'labelloop';

/** The team that `labelloop init` writes into a project. */
export const OWN_WORKTEAM_ARN = `arn:aws:sagemaker:${REGION}:${ACCOUNT_ID}:workteam/private-crowd/${NAME}`;

/** Makes the laptop's own team unless it is there. */
export async function ensureOwnWorkteam(
  endpoint: string,
  credentials: { accessKeyId: string; secretAccessKey: string },
): Promise<void> {
  const client = new SageMakerClient({ endpoint, region: REGION, credentials });
  try {
    await client.send(
      new CreateWorkteamCommand({
        WorkteamName: NAME,
        Description: 'Everybody who was invited to this laptop cloud.',
        MemberDefinitions: [{ OidcMemberDefinition: { Groups: [NAME] } }],
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUse)) throw error;
  } finally {
    client.destroy();
  }
}
