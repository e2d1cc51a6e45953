/** What points AWS clients at a laptop cloud. */
export interface CloudAccess {
  endpoint: string;
  region: string;
  bucket: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

/** The variables that every AWS SDK and the AWS CLI read. */
export const awsVariables = ({ endpoint, region, bucket, credentials }: CloudAccess): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  // Not every client understands that a loopback endpoint has no instance metadata.
  AWS_EC2_METADATA_DISABLED: 'true',
  LABELLOOP_BUCKET: bucket,
});

/**
 * Points this process's own AWS clients there; to be called before the first of them is used. A session token of
 * another account would spoil the signature.
 */
export function useCloud(access: CloudAccess): void {
  delete process.env.AWS_SESSION_TOKEN;
  delete process.env.AWS_PROFILE;
  Object.assign(process.env, awsVariables(access));
}
