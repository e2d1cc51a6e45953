import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { pythonOf } from '../../local-cloud/sagemaker/container/program.ts';
import { CommandError } from '../command.ts';

const WHOLE = '.labelloop-whole';
/** Lines of pip's output that are kept for its failure. */
const KEPT_LINES = 20;

/** Where labelloop keeps what it can make again. */
const cacheFolder = () =>
  process.env.LABELLOOP_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'labelloop');

/** Python that makes the environments: its path and version. @throws CommandError where there is none */
export async function findPython(python = 'python3'): Promise<{ path: string; version: string }> {
  const question = ['-c', 'import sys; print(sys.executable); print(sys.version.split()[0])'];
  const { stdout } = await promisify(execFile)(python, question).catch(() => ({ stdout: '' }));
  const [path, version] = stdout.trim().split('\n');
  if (path && version) return { path, version };
  throw new CommandError(`there is no ${python} on this machine`, {
    why: 'the algorithm has a requirements.txt, so it wants Python',
    todo: 'install Python 3, or name it with --python PATH',
  });
}

/**
 * The virtual environment of a requirements.txt, made once for each text of it and version of Python, whatever folder
 * asks.
 * @param tell how far it has come, for people who wait
 * @throws CommandError with the last lines of pip
 */
export async function virtualEnvironment(
  requirements: string,
  python: { path: string; version: string },
  tell: (text: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256').update(`${python.version}\n`).update(readFileSync(requirements)).digest('hex');
  const folder = join(cacheFolder(), 'environments', hash.slice(0, 16));
  if (existsSync(join(folder, WHOLE))) return folder;
  // What a stop in the middle left.
  rmSync(folder, { recursive: true, force: true });
  tell(`making a virtual environment with Python ${python.version}`);
  await run(python.path, ['-m', 'venv', folder], tell, signal);
  await run(
    pythonOf(folder),
    ['-m', 'pip', 'install', '--disable-pip-version-check', '-r', requirements],
    tell,
    signal,
  );
  writeFileSync(join(folder, WHOLE), '');
  return folder;
}

function run(program: string, args: string[], tell: (text: string) => void, signal: AbortSignal): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], signal });
  const last: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      last.push(line);
      if (last.length > KEPT_LINES) last.shift();
      if (/^(Collecting|Downloading|Installing| {2}Downloading|Successfully)/.test(line)) tell(line.trim());
    });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new CommandError('the virtual environment could not be made', {
            where: `${program} ${args.join(' ')}`,
            why: last.join('\n'),
            todo: 'correct requirements.txt, or see whether the package index is reached, and run the command again',
          }),
        );
    });
  });
}
