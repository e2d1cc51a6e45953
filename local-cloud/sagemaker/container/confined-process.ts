import { type ChildProcess, spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { KILLED_EXIT_CODE } from './docker.ts';
import { residentBytes, watchMemory } from './memory-limit.ts';
import { commandOf, type Programs, scriptCommand } from './program.ts';
import type { ProgramEntry } from './program-command.ts';

export interface ConfinedOptions {
  programs: Programs;
  /** `train` or `serve`; or a script's own command line, as a processing job has it. */
  entry: ProgramEntry | readonly string[];
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

/** A container that is not gone by then is left to Docker. */
const END_MS = 10_000;

/**
 * An algorithm's process: confined, with an empty environment, in a process group of its own that dies with this
 * process.
 */
export class ConfinedProcess {
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  /** Ends what lives outside the process group: a container of Docker's. */
  readonly #end: readonly string[] | undefined;
  readonly #endIn: Record<string, string>;
  #dead = false;
  #killed = false;
  #outOfMemory = false;

  /** @throws Error when there is no such program */
  constructor({ programs, entry, mlRoot, environment, memoryBytes, onOutput }: ConfinedOptions) {
    const root = realpathSync(mlRoot);
    const command =
      typeof entry === 'string'
        ? commandOf(programs, entry, { mlRoot: root, environment, memoryBytes })
        : scriptCommand(programs, entry, root);
    this.#end = command.end;
    this.#endIn = command.environment;
    this.#child = spawn(command.file, command.args, {
      cwd: mlRoot,
      env: { ...command.environment, ...environment, ML_ROOT: root },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    this.#child.stdin?.on('error', () => {});
    this.#child.stdout?.on('data', onOutput);
    this.#child.stderr?.on('data', onOutput);
    this.exited = new Promise((resolve) => {
      this.#child.on('error', () => resolve({ code: 1, signal: null }));
      // What the program left running would keep its output open.
      this.#child.on('exit', (_, signal) => {
        if (signal && this.#end && !this.#killed) this.#endOutside(this.#end);
        this.#signalGroup('SIGKILL');
      });
      this.#child.on('close', (code, signal) => {
        const isSpent = this.#end !== undefined && code === KILLED_EXIT_CODE && !this.#killed;
        resolve({ code, signal, outOfMemory: this.#outOfMemory || isSpent });
      });
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

  /** Resident bytes of it and all that it started; undefined where nobody tells, as of a container. */
  get residentBytes(): number | undefined {
    return this.#end ? undefined : residentBytes(this.#child.pid ?? 0);
  }

  get dead(): boolean {
    return this.#dead;
  }

  /** Signals the whole group. */
  signal(signal: NodeJS.Signals): void {
    if (this.#dead) return;
    if (signal === 'SIGKILL' && this.#end) this.#endOutside(this.#end);
    else this.#signalGroup(signal);
  }

  /** The group is what waits for it, and ends when it has ended. */
  #endOutside([file, ...args]: readonly string[]): void {
    this.#killed = true;
    const killer = spawn(file!, args, { stdio: 'ignore', timeout: END_MS, env: this.#endIn });
    for (const event of ['error', 'close']) killer.once(event, () => this.#signalGroup('SIGKILL'));
  }

  #signalGroup(signal: NodeJS.Signals): void {
    if (this.#child.pid === undefined) return;
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
