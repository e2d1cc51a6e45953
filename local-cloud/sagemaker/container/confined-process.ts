import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { watchMemory } from './memory-limit.ts';

export interface ConfinedOptions {
  /** The algorithm's folder and the entry point in it. */
  folder: string;
  entry: 'train.ts' | 'serve.ts';
  /** The container's `/opt/ml`: the only place where the process may write. */
  mlRoot: string;
  /** The whole environment, beside ML_ROOT. */
  environment: Record<string, string>;
  /** What it may hold in memory; it is killed beyond. */
  memoryBytes: number;
  onOutput(chunk: Buffer): void;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** It was killed because it held more than it may. */
  outOfMemory?: boolean;
}

const EXIT_WITH_PARENT = fileURLToPath(new URL('./exit-with-parent.ts', import.meta.url));
const HEAP_MB = 4096;

/** The nearest folder upwards that holds the algorithm's packages. */
function packageRoot(folder: string): string {
  const parent = dirname(folder);
  return existsSync(join(folder, 'node_modules')) || parent === folder ? folder : packageRoot(parent);
}

/**
 * Node's permission model: read the algorithms, the shared rules and the packages, write its own folder, no child processes, no
 * workers. Native addons must be allowed (ONNX Runtime, sharp) and could break out: it keeps honest code in, not hostile code.
 */
function confinement(folder: string, mlRoot: string): string[] {
  const algorithm = realpathSync(folder);
  const root = packageRoot(algorithm);
  const home = realpathSync(mlRoot);
  const shared = ['node_modules', 'shared', 'algorithms', 'package.json']
    .map((name) => join(root, name))
    .filter((path) => existsSync(path));
  // Packages may be linked here from elsewhere; Node judges the place where they really are.
  const readable = [algorithm, ...new Set(shared.flatMap((path) => [path, realpathSync(path)]))];
  return [
    '--permission',
    '--allow-addons',
    ...[...readable, EXIT_WITH_PARENT, home].map((path) => `--allow-fs-read=${path}`),
    `--allow-fs-write=${home}`,
    `--max-old-space-size=${HEAP_MB}`,
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
    `--import=${EXIT_WITH_PARENT}`,
  ];
}

/** An algorithm's process: confined, with an empty environment, in a process group of its own that dies with this process. */
export class ConfinedProcess {
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  #dead = false;
  #outOfMemory = false;

  constructor({ folder, entry, mlRoot, environment, memoryBytes, onOutput }: ConfinedOptions) {
    this.#child = spawn(process.execPath, [...confinement(folder, mlRoot), join(realpathSync(folder), entry)], {
      cwd: mlRoot,
      env: { ...environment, ML_ROOT: realpathSync(mlRoot) },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    this.#child.stdin?.on('error', () => {});
    this.#child.stdout?.on('data', onOutput);
    this.#child.stderr?.on('data', onOutput);
    this.exited = new Promise((resolve) => {
      this.#child.on('error', () => resolve({ code: 1, signal: null }));
      this.#child.on('close', (code, signal) => resolve({ code, signal, outOfMemory: this.#outOfMemory }));
    });
    const watch = watchMemory(this.#child.pid ?? 0, memoryBytes, (bytes) => {
      const megabytes = (size: number) => `${Math.round(size / 2 ** 20)} MB`;
      onOutput(
        Buffer.from(`the container holds ${megabytes(bytes)} of ${megabytes(memoryBytes)} memory: it is killed\n`),
      );
      this.#outOfMemory = true;
      this.signal('SIGKILL');
    });
    void this.exited.then(() => {
      this.#dead = true;
      watch.stop();
    });
  }

  get dead(): boolean {
    return this.#dead;
  }

  /** Signals the whole group. */
  signal(signal: NodeJS.Signals): void {
    if (this.#dead || this.#child.pid === undefined) return;
    try {
      if (process.platform === 'win32') this.#child.kill(signal);
      else process.kill(-this.#child.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** SIGTERM, then SIGKILL after `graceMs`; resolves when the process is gone. */
  async terminate(graceMs: number): Promise<void> {
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), graceMs);
    await this.exited;
    clearTimeout(timer);
  }
}
