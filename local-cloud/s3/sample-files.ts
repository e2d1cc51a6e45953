import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AwsError, asAwsError } from '../wire/aws-error.ts';
import { answerXmlError } from '../wire/error-answer.ts';
import { REGION, type WireService } from '../wire/service.ts';

/** The bucket of pictures that AWS keeps for its notebooks, and the folder in it that the YOLO ones copy. */
export const SAMPLE_BUCKET = 'sagemaker-sample-files';
const FOLDER = 'datasets/image/caltech-101/inference/';
/** As many as AWS has there. */
const IMAGES = 10;
/** Who puts the pictures there: everybody else may only read. */
export const SAMPLE_FILES_OWNER = 'sample-files';

export interface SampleFilesOptions {
  createBucket(name: string): Promise<void>;
  endpoint(): string;
  /** Keys of who puts the pictures there. */
  credentials: { accessKeyId: string; secretAccessKey: string };
  /** Draws so many pictures. */
  draw(count: number): Promise<ReadonlyArray<{ fileName: string; bytes: Uint8Array }>>;
}

/**
 * S3 in which AWS's public bucket of samples can be read: ten pictures of ours stand where notebooks copy AWS's from.
 * They are drawn when somebody asks for the bucket for the first time.
 */
export function withSampleFiles(service: WireService, options: SampleFilesOptions): WireService {
  let filled: Promise<void> | undefined;
  return async (request, response) => {
    const [, bucket] = request.rawPath.split('/');
    if (bucket !== SAMPLE_BUCKET || request.caller.principal === SAMPLE_FILES_OWNER) return service(request, response);
    try {
      if (!['GET', 'HEAD'].includes(request.method))
        throw new AwsError('AccessDenied', `s3://${SAMPLE_BUCKET} is AWS's: it can only be read.`, 403);
      filled ??= fill(options);
      await filled;
    } catch (error) {
      filled = undefined;
      return answerXmlError(response, asAwsError(error), request.requestId, request.method);
    }
    return service(request, response);
  };
}

async function fill({ createBucket, endpoint, credentials, draw }: SampleFilesOptions): Promise<void> {
  await createBucket(SAMPLE_BUCKET);
  const s3 = new S3Client({ endpoint: endpoint(), region: REGION, credentials, forcePathStyle: true });
  try {
    for (const { fileName, bytes } of await draw(IMAGES))
      await s3.send(
        new PutObjectCommand({
          ...{ Bucket: SAMPLE_BUCKET, Key: `${FOLDER}${fileName}`, Body: bytes, ContentType: 'image/jpeg' },
        }),
      );
  } finally {
    s3.destroy();
  }
}
