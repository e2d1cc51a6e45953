import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * A folder of the reference shelf (real images, real crowds); undefined where the machine has none: benches then say
 * that they skip.
 */
export function referenceData(...path: string[]): string | undefined {
  const root = resolve(import.meta.dirname, '..');
  const folder = join(resolve(root, process.env.LABELLOOP_SHARED ?? '../shared'), 'data', ...path);
  return existsSync(folder) ? folder : undefined;
}
