import {
  type CustomLabel,
  DetectCustomLabels$,
  type DetectCustomLabelsRequest,
  type DetectCustomLabelsResponse,
} from '@aws-sdk/client-rekognition';
import { AwsError } from '../../wire/aws-error.ts';
import { defineAction, type RekognitionContext, requireVersion } from '../action.ts';
import type { SeenLabel } from '../stand-in/seen-labels.ts';

const MB = 2 ** 20;
/** As bytes of the request, and as an object of S3. */
const LARGEST = { bytes: 4 * MB, object: 15 * MB };
/** Where the test images said nothing of a label. */
const UNKNOWN_THRESHOLD = 0.5;

async function imageBytes({ Image }: DetectCustomLabelsRequest, { standIn }: RekognitionContext): Promise<Uint8Array> {
  const { Bytes, S3Object } = Image ?? {};
  if (Bytes) return withinLimit(Bytes, LARGEST.bytes);
  if (!S3Object) throw new AwsError('InvalidParameterException', 'Image needs Bytes or an S3Object');
  const found = await standIn.read(S3Object.Bucket ?? '', S3Object.Name ?? '').catch(() => {
    throw new AwsError(
      'InvalidS3ObjectException',
      `Unable to get object metadata from S3: s3://${S3Object.Bucket}/${S3Object.Name}`,
    );
  });
  return withinLimit(found, LARGEST.object);
}

function withinLimit(bytes: Uint8Array, most: number): Uint8Array {
  if (bytes.length > most)
    throw new AwsError('ImageTooLargeException', `The image has ${bytes.length} bytes; ${most} are taken.`);
  const isImage = (bytes[0] === 0xff && bytes[1] === 0xd8) || (bytes[0] === 0x89 && bytes[1] === 0x50);
  if (!isImage) throw new AwsError('InvalidImageFormatException', 'Request has invalid image format: JPEG or PNG');
  return bytes;
}

const inRekognitionsWords = ({ label, confidence, box }: SeenLabel): CustomLabel => ({
  Name: label,
  Confidence: 100 * confidence,
  ...(box && { Geometry: { BoundingBox: { Width: box.width, Height: box.height, Left: box.left, Top: box.top } } }),
});

export const detectCustomLabels = defineAction<DetectCustomLabelsRequest, DetectCustomLabelsResponse>({
  schema: DetectCustomLabels$,
  access: ({ ProjectVersionArn = '' }) => [{ action: 'rekognition:DetectCustomLabels', resource: ProjectVersionArn }],
  async handle(request, context) {
    const { ProjectVersionArn = '', MinConfidence, MaxResults } = request;
    const version = requireVersion(context.store, ProjectVersionArn);
    const { status } = await context.standIn.standing(version);
    if (status !== 'RUNNING')
      throw new AwsError('ResourceNotReadyException', `The model is ${status}; start it before it is asked.`);
    const image = await imageBytes(request, context);
    const thresholdOf = (label: string) =>
      MinConfidence === undefined
        ? (version.evaluation?.thresholds[version.labels.indexOf(label)] ?? UNKNOWN_THRESHOLD)
        : MinConfidence / 100;
    const seen = await context.standIn.see(version, image).catch((error: Error) => {
      throw new AwsError('InvalidImageFormatException', `Request has invalid image format: ${error.message}`);
    });
    const told = seen.filter(({ label, confidence }) => confidence >= thresholdOf(label));
    return { CustomLabels: told.slice(0, MaxResults ?? told.length).map(inRekognitionsWords) };
  },
});
