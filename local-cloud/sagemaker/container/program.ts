import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DockerImage, dockerRun } from './docker.ts';
import { confinedInNamespaces, hasNamespaces } from './namespaces.ts';
import type { ProgramCommand, ProgramEntry } from './program-command.ts';

/** What runs for a container image. */
export interface Programs {
  /** Holds the programs of both entries. */
  folder: string;
  /** People's own, in any language: bound to an image by `labelloop algorithms add`. */
  isBound?: boolean;
  /** A Python virtual environment for them. */
  environment?: string | null;
  /** Docker runs this image, and the folder's programs rest. */
  docker?: DockerImage;
}

/** What a process gets beside its programs. */
export interface ProgramPlace {
  /** Real path of the container's `/opt/ml`. */
  mlRoot: string;
  /** The container's variables. */
  environment: Readonly<Record<string, string>>;
  /** What it may hold. */
  memoryBytes: number;
}

const EXIT_WITH_PARENT = fileURLToPath(new URL('./exit-with-parent.ts', import.meta.url));
const RUN_WITH_PARENT = fileURLToPath(new URL('./run-with-parent.ts', import.meta.url));
const HEAP_MB = 4096;
const QUIET = ['--disable-warning=ExperimentalWarning', '--disable-warning=SecurityWarning'];

/** The names that a program may have, with what runs each; '' = the file itself, by its first line. */
const RUNNERS: ReadonlyArray<readonly [suffix: string, runner: 'python' | 'node' | '']> = [
  ['', ''],
  ['.py', 'python'],
  ['.mjs', 'node'],
  ['.js', 'node'],
  ['.sh', ''],
];

/** The file of a program of this entry in the folder; undefined where there is none. */
export function findProgram(folder: string, entry: ProgramEntry): { path: string; runner: string } | undefined {
  for (const [suffix, runner] of RUNNERS) {
    const path = join(folder, `${entry}${suffix}`);
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) return { path, runner };
  }
  return undefined;
}

/** Python of an environment. */
export const pythonOf = (environment: string) =>
  process.platform === 'win32' ? join(environment, 'Scripts', 'python.exe') : join(environment, 'bin', 'python');

/**
 * The command that runs an entry of the container contract.
 * @throws Error when the folder has no such program
 */
export function commandOf(
  programs: Programs,
  entry: ProgramEntry,
  { mlRoot, environment, memoryBytes }: ProgramPlace,
): ProgramCommand {
  if (programs.docker) return belowParent(dockerRun(programs.docker, entry, mlRoot, environment, memoryBytes));
  return programs.isBound ? boundCommand(programs, entry, mlRoot) : ownCommand(programs.folder, entry, mlRoot);
}

/** The nearest folder upwards that holds the algorithm's packages. */
function packageRoot(folder: string): string {
  const parent = dirname(folder);
  return existsSync(join(folder, 'node_modules')) || parent === folder ? folder : packageRoot(parent);
}

/**
 * Node's permission model: read the algorithms, the shared rules and the packages, write its own folder, no child
 * processes, no workers. Native addons must be allowed (ONNX Runtime, sharp) and could break out: it keeps honest code
 * in, not hostile code.
 */
function ownCommand(folder: string, entry: ProgramEntry, home: string): ProgramCommand {
  const algorithm = realpathSync(folder);
  const root = packageRoot(algorithm);
  const shared = ['node_modules', 'shared', 'algorithms', 'package.json']
    .map((name) => join(root, name))
    .filter((path) => existsSync(path));
  // Packages may be linked here from elsewhere; Node judges the place where they really are.
  const readable = [algorithm, ...new Set(shared.flatMap((path) => [path, realpathSync(path)]))];
  const args = [
    '--permission',
    '--allow-addons',
    ...[...readable, EXIT_WITH_PARENT, home].map((path) => `--allow-fs-read=${path}`),
    `--allow-fs-write=${home}`,
    `--max-old-space-size=${HEAP_MB}`,
    ...QUIET,
    `--import=${EXIT_WITH_PARENT}`,
    join(algorithm, `${entry}.ts`),
  ];
  return { file: process.execPath, args, environment: {} };
}

/**
 * People's own program below a small one of ours that ends it with the laptop cloud, and where Linux lets us, in
 * namespaces of its own: its folder is `/opt/ml`, all else is read-only, and who trains has no network.
 * @throws Error for a program that is not there, or whose Python packages are not
 */
function boundCommand({ folder, environment }: Programs, entry: ProgramEntry, mlRoot: string): ProgramCommand {
  const program = findProgram(folder, entry);
  if (!program)
    throw new Error(`${folder} has no program ${entry}, ${entry}.py, ${entry}.mjs, ${entry}.js or ${entry}.sh`);
  if (program.runner === 'python' && !environment && existsSync(join(folder, 'requirements.txt')))
    throw new Error(
      `the packages of ${join(folder, 'requirements.txt')} are not on this machine: labelloop algorithms add NAME --dir ${folder} brings them`,
    );
  const runner = {
    python: [environment ? pythonOf(environment) : 'python3'],
    node: [process.execPath],
    '': [],
  }[program.runner] as string[];
  // The first line of a file without a suffix says what runs it.
  return confined(mlRoot, [...confinedInNamespaces(mlRoot, entry), ...runner, program.path, entry], environment);
}

/**
 * A script of a processing job, confined as people's own programs are, with a network: it may ask AWS's services.
 * @param words the command line; `python` and `python3` are those of the environment, where there is one
 */
export function scriptCommand({ environment }: Programs, words: readonly string[], mlRoot: string): ProgramCommand {
  const [program, ...args] = words;
  const isPython = /^(\/usr\/bin\/)?python3?$/.test(program!);
  const runner = isPython ? (environment ? pythonOf(environment) : 'python3') : program!;
  // Without namespaces nothing is at /opt/ml: at least the script itself is found.
  const found = hasNamespaces() ? args : args.map((word) => word.replace(/^\/opt\/ml(?=\/)/, mlRoot));
  return confined(mlRoot, [...confinedInNamespaces(mlRoot, 'serve'), runner, ...found], environment);
}

/** The words of a command, in the container's folder, with little of this machine's environment. */
function confined(mlRoot: string, [file, ...args]: string[], environment: string | null | undefined): ProgramCommand {
  const scratch = join(mlRoot, 'tmp');
  const path = [environment ? dirname(pythonOf(environment)) : '', dirname(process.execPath), process.env.PATH ?? ''];
  return belowParent({
    file: file!,
    args,
    environment: {
      PATH: path.filter(Boolean).join(process.platform === 'win32' ? ';' : ':'),
      HOME: scratch,
      TMPDIR: scratch,
      PYTHONUNBUFFERED: '1',
      ...(environment && { VIRTUAL_ENV: environment }),
    },
  });
}

/** A command below the small program of ours that ends it with the laptop cloud. */
function belowParent({ file, args, end, ...rest }: ProgramCommand): ProgramCommand {
  const ending = end ? [`--end=${JSON.stringify(end)}`] : [];
  return {
    ...{ ...rest, file: process.execPath, args: [...QUIET, RUN_WITH_PARENT, ...ending, file, ...args] },
    ...(end && { end }),
  };
}
