import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import type { CloudAccess } from './aws-variables.ts';
import { CommandError } from './command.ts';

/**
 * Asks the labeling engine for a person's one-time invitation. The operation is our own (on AWS, Cognito mails invitations), so
 * no SDK has it; the request is signed like any other.
 * @returns what belongs into the portal's link
 * @throws CommandError with the engine's refusal
 */
export async function inviteWorker(
  cloud: Omit<CloudAccess, 'bucket'>,
  name: string,
  workteamArn: string,
): Promise<string> {
  const url = new URL(cloud.endpoint);
  const signer = new SignatureV4({
    service: 'sagemaker',
    region: cloud.region,
    credentials: cloud.credentials,
    sha256: Sha256,
  });
  const body = JSON.stringify({ WorkerName: name, WorkteamArn: workteamArn });
  const { headers } = await signer.sign(
    new HttpRequest({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      port: Number(url.port),
      path: '/',
      headers: {
        host: url.host,
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'SageMaker.InviteWorker',
      },
      body,
    }),
  );
  const response = await fetch(url, { method: 'POST', headers, body });
  const answer = (await response.json()) as { Invitation?: string; message?: string };
  if (answer.Invitation === undefined)
    throw new CommandError(`${name} could not be invited: ${answer.message ?? response.statusText}`, {
      where: workteamArn,
    });
  return answer.Invitation;
}
