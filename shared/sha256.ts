import { createHash } from 'node:crypto';

/** SHA-256 as 64 lower-case hex digits; text is hashed as UTF-8. */
export const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
