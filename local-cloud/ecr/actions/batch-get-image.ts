import { createHash } from 'node:crypto';
import { BatchGetImage$, type BatchGetImageRequest, type BatchGetImageResponse } from '@aws-sdk/client-ecr';
import { defineAction, repositoryArn, requireRepository } from '../action.ts';

const MEDIA_TYPE = 'application/vnd.docker.distribution.manifest.v2+json';

/** By tag. Whether an image is there is true; there are no layers to pull, so its manifest names none. */
export const batchGetImage = defineAction<BatchGetImageRequest, BatchGetImageResponse>({
  schema: BatchGetImage$,
  access: ({ repositoryName = '' }) => [{ action: 'ecr:BatchGetImage', resource: repositoryArn(repositoryName) }],
  handle({ repositoryName = '', imageIds = [] }, context) {
    requireRepository(context, repositoryName);
    const tags = context.tags(repositoryName);
    const isThere = ({ imageTag = '' }) => tags.includes(imageTag);
    return {
      images: imageIds.filter(isThere).map(({ imageTag = '' }) => ({
        repositoryName,
        imageId: { imageTag, imageDigest: `sha256:${createHash('sha256').update(imageTag).digest('hex')}` },
        imageManifest: JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE, layers: [] }),
        imageManifestMediaType: MEDIA_TYPE,
      })),
      failures: imageIds
        .filter((imageId) => !isThere(imageId))
        .map((imageId) => ({
          imageId,
          failureCode: 'ImageNotFound',
          failureReason: 'Requested image not found',
        })),
    };
  },
});
