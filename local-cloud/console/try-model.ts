import sharp from 'sharp';
import { invokeEndpoint } from '../../shared/aws/sagemaker-runtime.ts';
import type { Project } from '../../shared/contracts/project.ts';
import type { TryOut } from '../../shared/contracts/try-out.ts';
import { findChampion } from '../../shared/documents/champion.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { parseDetections } from '../../shared/domain/models/detections.ts';
import { ObjectMissingError, UnsupportedError } from '../../shared/errors.ts';

/** Endpoints take no more bytes; a photograph of this size is far below. */
const LONGEST_SIDE = 2000;

/**
 * Asks the project's endpoint about an image, upright and not larger than an endpoint takes.
 * @throws ObjectMissingError when no model serves, UnsupportedError for bytes that are no image
 */
export async function tryModel(
  bucket: string,
  { project, labels }: Pick<Project, 'project' | 'labels'>,
  bytes: Uint8Array,
): Promise<TryOut> {
  const champion = await findChampion(projectBucket(bucket, project));
  if (!champion) throw new ObjectMissingError(`no model of ${project} serves yet`);
  const { endpointName, modelName } = champion;
  const limit = { width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside', withoutEnlargement: true } as const;
  const { data, info } = await sharp(bytes)
    .rotate()
    .resize(limit)
    .jpeg({ quality: 92 })
    .toBuffer({ resolveWithObject: true })
    .catch((error: Error) => {
      throw new UnsupportedError(`this is no image that can be read: ${error.message}`);
    });
  const { width, height } = info;
  const began = performance.now();
  const answer = await invokeEndpoint(endpointName, data);
  const milliseconds = performance.now() - began;
  const found = parseDetections(answer, { width, height }, `the answer of ${endpointName}`);
  const boxes = found
    .map(({ class_id, ...box }) => ({ ...box, label: labels[class_id] ?? `class ${class_id}` }))
    .sort((a, b) => b.confidence - a.confidence);
  return { endpointName, modelName, width, height, milliseconds, boxes };
}
