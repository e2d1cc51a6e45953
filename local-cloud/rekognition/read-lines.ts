import type { GroundTruthManifest } from '@aws-sdk/client-rekognition';
import { AwsError } from '../wire/aws-error.ts';
import type { RekognitionContext } from './action.ts';

/** The lines of a manifest in S3. @throws AwsError InvalidS3ObjectException */
export async function manifestLines(
  { standIn }: RekognitionContext,
  manifest: GroundTruthManifest | undefined,
): Promise<string[]> {
  const { Bucket = '', Name = '' } = manifest?.S3Object ?? {};
  try {
    const bytes = await standIn.read(Bucket, Name);
    return Buffer.from(bytes)
      .toString('utf8')
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '');
  } catch (error) {
    throw new AwsError(
      'InvalidS3ObjectException',
      `Unable to get object metadata from S3: s3://${Bucket}/${Name}: ${(error as Error).message}`,
    );
  }
}
