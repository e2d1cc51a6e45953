import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { CommandError } from '../command.ts';
import { claimClone } from './claim-clone.ts';

export const root = resolve(import.meta.dirname, '../..');

/**
 * Runs the Serverless Framework of this clone in a process of its own, so that both homes are made of the one
 * `serverless.yml`.
 * @param args e.g. `['deploy', '--stage', 'dev']`
 * @param tell gets each line that it says
 * @throws CommandError with its last lines when it fails, and at once while another one runs from this clone
 */
export async function serverless(
  args: readonly string[],
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const release = claimClone(join(root, 'dist', '.deploying'));
  try {
    await run(args, tell, signal);
  } finally {
    release();
  }
}

/** @throws CommandError where only what runs on a laptop is installed, as after `npm start` */
function findManifest(): string {
  try {
    return createRequire(import.meta.url).resolve('serverless/package.json');
  } catch {
    throw new CommandError('the program that packages a stage is not installed', {
      why: '`npm start` brings what a laptop needs, and no more',
      todo: `npm ci in ${root}`,
    });
  }
}

async function run(args: readonly string[], tell: (line: string) => void, signal: AbortSignal): Promise<void> {
  const manifest = findManifest();
  const { bin } = createRequire(import.meta.url)(manifest) as { bin: Record<string, string> };
  const child = spawn(process.execPath, [join(dirname(manifest), Object.values(bin)[0]!), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on('line', (line) => {
      // One for each function, and nothing that anybody could act on.
      if (line.trim() === '' || line.startsWith('Excluding development dependencies')) return;
      said.push(line.trim());
      tell(line.trimEnd());
    });
  const code = await new Promise<number | null>((done, failed) => {
    child.once('error', failed);
    child.once('close', done);
  });
  if (code === 0) return;
  throw new CommandError(`serverless ${args[0]} failed`, {
    why: said.slice(-8).join(' | '),
    todo: 'mend what it names, then the same command again: what was made stays and is taken up (docs/aws.md, "When something fails")',
  });
}
