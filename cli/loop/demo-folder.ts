import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../command.ts';

const MARKER = 'labelloop-demo';

/**
 * An empty folder for the demo: what an earlier demo left is removed, and nothing else ever is.
 * @throws CommandError when the folder holds anything that no demo made
 */
export function freshDemoFolder(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0 && !existsSync(join(folder, MARKER)))
    throw new CommandError('the demo wants an empty folder, and this one holds something that no demo made', {
      where: folder,
      todo: 'move it away, or run the demo elsewhere with --data DIR',
    });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, MARKER), 'Made by `npm start`, and removed by the next one.\n');
}
