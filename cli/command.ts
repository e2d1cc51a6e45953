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

/** One `--name`. Parsing, checks, help, completion and "did you mean" all come from this. */
export interface Option {
  /** One phrase: what it does. Defaults, choices and ranges are added to it by the help. */
  help: string;
  /** What stands for the value in help: `FILE` and `DIR` complete files, `PROJECT` projects. Without it: a switch. */
  value?: string;
  /** The value where the option stands alone: `--name` or `--name=VALUE`, never `--name VALUE`. */
  bare?: string;
  default?: string;
  required?: true;
  /** May be given several times. */
  multiple?: true;
  /** The only values it takes; a function where knowing them takes loading code. */
  choices?: readonly string[] | (() => Promise<readonly string[]>);
  /** It is a number from the first to the second, both included. */
  range?: readonly [lowest: number, highest: number];
  /** It is a whole number. */
  whole?: true;
}

/** One word behind the command. Its key in `arguments` is its name in help, in lower case. */
export interface Argument {
  help: string;
  optional?: true;
  /** Takes all words that are left; only the last argument can. */
  many?: true;
}

type Options = Readonly<Record<string, Option>>;
type Arguments = Readonly<Record<string, Argument>>;

/** What any option may come to, where its declaration is not known. */
type AnyValue = string | string[] | number | boolean | undefined;
type OptionValue<O extends Option> = Option extends O
  ? AnyValue
  : O extends { value: string }
    ? O extends { multiple: true }
      ? string[]
      :
          | (O extends { range: object } ? number : string)
          | (O extends { default: string } | { required: true } ? never : undefined)
    : boolean;
type ArgumentValue<A extends Argument> = Argument extends A
  ? string | string[] | undefined
  : A extends { many: true }
    ? string[]
    : string | (A extends { optional: true } ? undefined : never);

/** Options that every command has; `main.ts` adds them. */
export const commonOptions = {
  data: {
    value: 'DIR',
    help: 'folder of the laptop cloud; LABELLOOP_DATA names another for all commands',
    default: process.env.LABELLOOP_DATA ?? '.labelloop',
  },
  json: { help: 'result as JSON on standard output, one document a line' },
  verbose: { help: 'show stacks of errors' },
  help: { help: 'show this help' },
} as const satisfies Options;

/** What a command line came to: every option and argument of the command by its name. */
export interface CommandInput<O extends Options = Options, A extends Arguments = Arguments> {
  values: { -readonly [Name in keyof O]: OptionValue<O[Name]> } & {
    -readonly [Name in keyof typeof commonOptions]: OptionValue<(typeof commonOptions)[Name]>;
  };
  args: { -readonly [Name in keyof A]: ArgumentValue<A[Name]> };
  context: CommandContext;
  /** All of them, for the one that speaks of the others. */
  commands: CommandTable;
}

/** One command: `labelloop <name>` or `labelloop <group> <name>`. */
export interface Command<O extends Options = Options, A extends Arguments = Arguments> {
  /** One line: what it does. */
  summary: string;
  arguments?: A;
  options?: O;
  /**
   * Whole command lines that people would type, each of which a test parses; the first is the advice after a wrong one.
   */
  examples: readonly string[];
  /** What else somebody must know: paragraphs below the options. */
  notes?: readonly string[];
  /** What somebody who stops it should know: what stays, and how it goes on. */
  stopped?: string;
  /** Returns the exit code; nothing = 0. Throws `CommandError` for what a person can put right. */
  run(input: CommandInput<O, A>): Promise<number | undefined> | Promise<void>;
}

/** Several commands of one idea: `labelloop <group> <name>`. */
export interface CommandGroup {
  summary: string;
  subcommands: Readonly<Record<string, Command>>;
  /** The subcommand that runs when none is named. */
  alone?: string;
}

/** What loads each command, by its name. */
export type CommandTable = Readonly<Record<string, () => Promise<{ default: Command | CommandGroup }>>>;

/** Keeps the types of options and arguments in `run`; hands over to the untyped table of `commands.ts`. */
// biome-ignore lint/complexity/noBannedTypes: a command without options or arguments has none, not any.
export const defineCommand = <const O extends Options = {}, const A extends Arguments = {}>(
  command: Command<O, A>,
): Command => command as unknown as Command;

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
  /** Stopped by SIGTERM before it was done. */
  terminated: 143,
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

/** The command line is wrong (exit code 2). @param todo what to type instead */
export const usageError = (what: string, todo: string) => new CommandError(what, { todo, exitCode: exitCodes.usage });
