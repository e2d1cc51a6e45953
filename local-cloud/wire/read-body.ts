import { AwsError } from './aws-error.ts';

/**
 * The whole body in memory.
 * @param limit bytes
 * @throws AwsError RequestEntityTooLargeException (413) beyond `limit`
 */
export async function readBody(body: AsyncIterable<Uint8Array>, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) {
      throw new AwsError('RequestEntityTooLargeException', `the request body is larger than ${limit} bytes`, 413);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
