import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { explainAws } from './aws-place.ts';

/** Account and ARN of whoever calls. @throws CommandError when AWS does not know them */
export async function whoAmI(): Promise<{ account: string; arn: string }> {
  const client = new STSClient();
  try {
    const { Account, Arn } = await client.send(new GetCallerIdentityCommand());
    return { account: Account!, arn: Arn! };
  } catch (error) {
    throw explainAws(error, 'AWS does not know who you are');
  } finally {
    client.destroy();
  }
}
