import { join, resolve } from 'node:path';
import { writeWhole } from './write-whole.ts';

/**
 * What the SageMaker Python SDK must be told beside AWS's own variables: its default bucket, for whose name it asks
 * AWS's STS at a fixed address; that it reports nothing to AWS; and that there is no IAM which could judge a role.
 * @param dataDir the configuration file is kept there
 * @returns variables of the environment
 */
export async function sagemakerSdkVariables(dataDir: string, bucket: string): Promise<Record<string, string>> {
  const path = join(resolve(dataDir), 'sagemaker-sdk.yaml');
  const modules = [
    'TelemetryOptOut: true',
    'Session:',
    `  DefaultS3Bucket: ${bucket}`,
    '  DefaultS3ObjectKeyPrefix: notebooks',
  ];
  const lines = [
    "SchemaVersion: '1.0'",
    'SageMaker:',
    '  PythonSDK:',
    '    Modules:',
    ...modules.map((line) => `      ${line}`),
  ];
  await writeWhole(path, `${lines.join('\n')}\n`);
  return { SAGEMAKER_USER_CONFIG_OVERRIDE: path, SAGEMAKER_VALIDATE_ROLE: 'false' };
}
