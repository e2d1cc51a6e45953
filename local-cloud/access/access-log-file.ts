import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDiskFull, tellDiskFull } from '../disk/disk-full.ts';
import type { AccessLog, AccessRecord } from '../wire/service.ts';

/** Every call that a file has kept, in order; a line that a kill cut off is left out. */
export function readAccessLog(path: string): AccessRecord[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as AccessRecord);
}

/** Policies never tell one hash from another: without this, a hundred thousand images were a million lines. */
const withoutHashes = (resource: string) => resource.replace(/[0-9a-f]{64}/g, '<sha256>');

/** Keeps each distinct call once, as a line of JSON; what stood in the file stays. */
export function openAccessLog(path: string): AccessLog {
  mkdirSync(dirname(path), { recursive: true });
  const known = new Set(readAccessLog(path).map((record) => JSON.stringify(record)));
  return {
    record({ principal, action, resource: touched, conditions }) {
      const resource = withoutHashes(touched);
      const line = JSON.stringify({ principal, action, resource, ...(conditions && { conditions }) });
      if (known.has(line)) return;
      try {
        appendFileSync(path, `${line}\n`, { mode: 0o600 });
        known.add(line);
      } catch (error) {
        // The call itself goes on: it is written when it is made again.
        if (!isDiskFull(error)) throw error;
        tellDiskFull();
      }
    },
  };
}
