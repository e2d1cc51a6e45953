import type { ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** What a command may use of the outside; tests pass their own. */
export interface CommandContext {
  /** Prints a line of the result (standard output). */
  print(line: string): void;
  /** Prints a line for people while a command runs (standard error, so that `--json` output stays clean). */
  note(line: string): void;
  /** Standard error is a terminal: progress may rewrite its line and use colour. */
  interactive: boolean;
  /** Aborted by Ctrl-C, SIGTERM or the death of the process that started this one. */
  signal: AbortSignal;
}

/** Options that every command has; `main.ts` adds them. */
export const commonOptions = {
  data: { type: 'string', default: '.labelloop' },
  json: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const satisfies ParseArgsOptionsConfig;

type Values<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options & typeof commonOptions; allowPositionals: true }>
>['values'];

export interface CommandInput<Options extends ParseArgsOptionsConfig = ParseArgsOptionsConfig> {
  values: Values<Options>;
  positionals: string[];
  context: CommandContext;
}

/** One file of `cli/commands/`: `export default defineCommand({ … })`. */
export interface Command<Options extends ParseArgsOptionsConfig = ParseArgsOptionsConfig> {
  /** After `labelloop <name>`, e.g. `<project> --labels a,b [--task bounding-box]`. */
  usage: string;
  /** One line each: option or argument, and what it does. */
  help: ReadonlyArray<readonly [name: string, meaning: string]>;
  /** As `node:util` parseArgs takes them. */
  options: Options;
  /** Returns the exit code; nothing = 0. Throws `CommandError` for what a person can put right. */
  run(input: CommandInput<Options>): Promise<number | undefined> | Promise<void>;
}

/** Keeps the option's types in `run`; hands over to the untyped table of `main.ts`. */
export const defineCommand = <const Options extends ParseArgsOptionsConfig>(command: Command<Options>): Command =>
  command as unknown as Command;

/** Exit codes of `labelloop`; 0 is success. */
export const exitCodes = {
  /** The command failed; the message says what, where, why and what to do. */
  failed: 1,
  /** The command line is wrong: unknown command, option or missing argument. */
  usage: 2,
  /** The command needs a running laptop cloud and there is none. */
  notRunning: 3,
  /** The result is there, but something was lost or changed on the way; the list says what and where. */
  withProblems: 4,
  /** Stopped by Ctrl-C before it was done. */
  interrupted: 130,
} as const;

/** An error for people. It is printed without a stack unless `--verbose`. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly details: { where?: string; why?: string; todo?: string; exitCode?: number };

  /** @param what one sentence: what did not work */
  constructor(what: string, details: { where?: string; why?: string; todo?: string; exitCode?: number } = {}) {
    super(what);
    this.details = details;
  }
}
