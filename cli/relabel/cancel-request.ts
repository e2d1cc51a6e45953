import { closeRequest, findRequest } from '../../shared/documents/label-request.ts';
import { PARALLEL_CALLS } from '../../shared/documents/ledger.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import { releaseImage } from '../../shared/pipeline/images/reserve-image.ts';
import { CommandError } from '../command.ts';

/**
 * Takes a request back: images that were sent back keep their labels, images whose labels were to come are labeled by
 * people.
 * @throws CommandError when there is no such request, or its batch came first
 */
export async function cancelRequest(bucket: string, project: string, requestId: string): Promise<void> {
  const own = projectBucket(bucket, project);
  const request = await findRequest(own, requestId);
  if (!request)
    throw new CommandError(`${project} has no request ${requestId}`, { todo: `see \`labelloop status ${project}\`` });
  const isClosed = request.state === 'closed' || (await closeRequest(own, requestId, 'a person'));
  if (!isClosed)
    throw new CommandError(
      `${requestId} cannot be taken back: it is in batch ${request.batchId ?? 'that began just now'}`,
      { todo: `workers label it; stop its labeling job, or let them (\`labelloop status ${project}\`)` },
    );
  // Repeated for a request that is closed: an earlier call may have died here.
  if (request.kind === 'import')
    await inParallel(request.images, PARALLEL_CALLS, (image) => releaseImage(own, image, requestId));
}
