import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';

/**
 * What workers call an object: its number, sealed, so that nothing about the object, such as whether its answer is
 * known, follows from its place in the job. One block of AES-128 over 8 bytes of the job and 8 of the number: the same
 * name each time.
 */
export function nameObject(secret: string, jobReference: string, objectId: string): string {
  const block = Buffer.concat([markOf(jobReference), Buffer.alloc(8)]);
  block.writeBigUInt64BE(BigInt(objectId), 8);
  const cipher = createCipheriv('aes-128-ecb', keyOf(secret), null).setAutoPadding(false);
  return cipher.update(block).toString('base64url');
}

/** The object's number; undefined for a name that is none of this job's. */
export function readObjectName(secret: string, jobReference: string, name: string): string | undefined {
  const sealed = Buffer.from(name, 'base64url');
  if (sealed.length !== 16) return undefined;
  const decipher = createDecipheriv('aes-128-ecb', keyOf(secret), null).setAutoPadding(false);
  const block = decipher.update(sealed);
  return block.subarray(0, 8).equals(markOf(jobReference)) ? String(block.readBigUInt64BE(8)) : undefined;
}

const keyOf = (secret: string) => createHmac('sha256', secret).update('object names').digest().subarray(0, 16);
const markOf = (jobReference: string) => createHash('sha256').update(jobReference).digest().subarray(0, 8);
