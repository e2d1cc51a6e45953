import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { parseJson } from '../../shared/contracts/parse.ts';

const keySchema = z.strictObject({
  /** `user` is the person; the others are functions, jobs and engines. */
  principal: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
});
export type Key = z.infer<typeof keySchema>;

export interface Keys {
  /** The principal's key pair, made at the first call and the same ever after, also after a restart. */
  forPrincipal(principal: string): Key;
  find(accessKeyId: string): Key | undefined;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const newKey = (principal: string): Key => ({
  principal,
  accessKeyId: `AKIA${Array.from(randomBytes(16), (byte) => BASE32[byte % 32]).join('')}`,
  secretAccessKey: randomBytes(30).toString('base64'),
});

/**
 * The keys of one data folder, in `keys.json` (mode 0600). Random, so that no web page can guess a signature.
 * @throws InvalidDocumentError when the file was damaged
 */
export function openKeys(dataDir: string): Keys {
  const path = join(dataDir, 'keys.json');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  let keys: Key[] = [];
  // Read again for a key that is not known yet: `labelloop env` may have made it in another process.
  const find = (isWanted: (key: Key) => boolean) => {
    const known = keys.find(isWanted);
    if (known) return known;
    if (existsSync(path)) keys = parseJson(z.array(keySchema), readFileSync(path, 'utf8'), path);
    return keys.find(isWanted);
  };
  find(() => false);
  return {
    forPrincipal(principal) {
      const known = find((key) => key.principal === principal);
      if (known) return known;
      const key = newKey(principal);
      keys = [...keys, key];
      replaceFile(path, JSON.stringify(keys, null, 2));
      return key;
    },
    find: (accessKeyId) => find((key) => key.accessKeyId === accessKeyId),
  };
}

/** Whole or not at all: a kill in between leaves the former file. */
function replaceFile(path: string, text: string): void {
  const fresh = `${path}.${process.pid}.new`;
  const file = openSync(fresh, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(fresh, path);
}
