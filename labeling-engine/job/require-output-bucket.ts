import { parseS3Uri } from '../../shared/domain/project/s3-uri.ts';
import type { EngineContext } from '../engine-context.ts';
import { LabelingApiError } from '../labeling-api-error.ts';

/**
 * Before people work for answers that nothing can be written to.
 * @throws LabelingApiError `ValidationException` when there is no bucket of S3OutputPath
 */
export async function requireOutputBucket(
  { ports }: Pick<EngineContext, 'ports'>,
  OutputConfig: { S3OutputPath: string },
): Promise<void> {
  if (!OutputConfig.S3OutputPath.startsWith('s3://')) return;
  const { bucket } = parseS3Uri(OutputConfig.S3OutputPath);
  if (bucket === ports.dataBucket || (await ports.files.hasBucket(bucket))) return;
  throw new LabelingApiError('ValidationException', `OutputConfig.S3OutputPath: there is no bucket ${bucket}`);
}
