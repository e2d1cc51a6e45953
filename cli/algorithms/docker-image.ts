import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { CommandError } from '../command.ts';
import { untilFinished } from '../stopping.ts';
import { type AlgorithmFolder, hasDockerfile, readAlgorithmFolder } from './algorithm-folder.ts';
import { algorithmSources } from './push-algorithm.ts';

/** Lines of Docker's output that are kept for its failure. */
const KEPT_LINES = 20;

interface Said {
  code: number | null;
  /** The last lines of its output, and of its complaints: a build tells everything there. */
  lines: string[];
  errors: string[];
  /** There is no such program. */
  isAbsent: boolean;
}

/** One call of the Docker client. @param tell gets each line */
function docker(args: readonly string[], signal: AbortSignal, tell: (line: string) => void = () => {}): Promise<Said> {
  const child = spawn('docker', args, { stdio: ['ignore', 'pipe', 'pipe'], signal, env: process.env });
  const lines: string[] = [];
  const errors: string[] = [];
  for (const [stream, kept] of [[child.stdout, lines] as const, [child.stderr, errors] as const])
    createInterface({ input: stream }).on('line', (line) => {
      kept.push(line);
      if (kept.length > KEPT_LINES) kept.shift();
      if (line.trim()) tell(line.trim());
    });
  return new Promise((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve({ code: null, lines, errors, isAbsent: true });
      else reject(error);
    });
    child.on('close', (code) => resolve({ code, lines, errors, isAbsent: false }));
  });
}

/**
 * Whom containers run as: `uid:gid` where a daemon that is root would leave files that this user cannot delete; null
 * where that is no trouble.
 * @throws CommandError where there is no Docker, or no daemon answers
 */
export async function requireDocker(signal: AbortSignal): Promise<string | null> {
  const { code, lines, errors, isAbsent } = await docker(['info', '--format', '{{json .SecurityOptions}}'], signal);
  if (isAbsent)
    throw new CommandError('there is no Docker on this machine', {
      why: '--docker runs the container image itself, and no program `docker` is in PATH',
      todo: 'leave --docker away: the programs of the folder run as confined processes; or install Docker',
    });
  if (code !== 0)
    throw new CommandError('Docker does not answer', {
      why: errors.join('\n'),
      todo: 'start it (its service, or Docker Desktop); may this user reach it? `docker info` says',
    });
  const { uid, gid } = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const isOwn = process.platform !== 'linux' || uid === 0 || lines.some((line) => line.includes('rootless'));
  return isOwn ? null : `${uid}:${gid}`;
}

/**
 * Sees to it that the daemon has an image: the one that was named, from here or its registry; where none was named, one
 * that is built of the folder, as `labelloop algorithms push` would in AWS.
 * @param named undefined: it is built and called `own`
 * @returns the image's name
 * @throws CommandError for an image that does not exist and a build that fails, with Docker's last lines
 */
export async function provideImage(
  found: AlgorithmFolder,
  { named, own }: { named: string | undefined; own: string },
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<string> {
  if (named === undefined) {
    await build(found, own, tell, signal);
    return own;
  }
  if ((await docker(['image', 'inspect', '--format', '{{.Id}}', named], signal)).code === 0) return named;
  tell(`docker pull ${named}`);
  const { code, errors } = await docker(['pull', named], signal, tell);
  if (code === 0) return named;
  throw new CommandError(`there is no image ${named}`, {
    why: ['neither here nor in its registry:', ...errors].join('\n'),
    todo: `correct its name, log in to its registry, or build it: docker build --tag ${named} ${found.folder}`,
  });
}

async function build(
  found: AlgorithmFolder,
  tag: string,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (!hasDockerfile(found.folder)) readAlgorithmFolder(found.folder);
  const context = mkdtempSync(join(tmpdir(), 'labelloop-image-'));
  const remove = () => rmSync(context, { recursive: true, force: true });
  const finished = untilFinished(remove);
  try {
    for (const { path, content } of algorithmSources(found)) {
      const file = join(context, ...path.split('/'));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    const { code, lines, errors } = await docker(['build', '--tag', tag, context], signal, tell);
    if (code !== 0)
      throw new CommandError(`${tag} could not be built of ${found.folder}`, {
        why: [...lines, ...errors].slice(-KEPT_LINES).join('\n'),
        todo: 'correct its Dockerfile or requirements.txt, and run the command again',
      });
  } finally {
    remove();
    finished();
  }
}
