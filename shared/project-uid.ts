import { randomBytes } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Six of [a-z0-9] by chance, so that no two projects of one name ever share a job's name. */
export const randomUid = () => [...randomBytes(6)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
