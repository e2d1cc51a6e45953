import { readFileSync } from 'node:fs';
import { type Command, type CommandContext, CommandError, exitCodes, usageError } from './command.ts';
import { commands } from './commands.ts';
import { awsRemedy } from './deploy/aws-place.ts';
import { suggestName } from './did-you-mean.ts';
import { commandHelp, groupHelp, overview } from './help.ts';
import { inPlace, placeWords } from './in-place.ts';
import { chooseSubcommand, isGroup, parseCommandLine } from './parse-command-line.ts';
import { printable } from './printable.ts';
import { stopOnSignals } from './stopping.ts';

const HELP = ['help', '--help', '-h'];
const asksForHelp = (words: readonly string[]) => words.includes('--help') || words.includes('-h');

/**
 * Runs one command line.
 * @param argv without the interpreter and the script
 * @param onChosen is told which command it is, before it runs
 * @returns the exit code (see `exitCodes`)
 */
export async function main(
  argv: readonly string[],
  context: CommandContext,
  onChosen: (command: Command) => void = () => {},
): Promise<number> {
  // `labelloop help dataset convert` is `labelloop dataset convert --help`.
  const [name, ...rest] = argv[0] === 'help' && argv.length > 1 ? [...argv.slice(1), '--help'] : argv;
  const isVerbose = rest.includes('--verbose');
  try {
    if (name === undefined || HELP.includes(name)) {
      context.print(await overview());
      return name === undefined ? exitCodes.usage : 0;
    }
    if (name === '--version' || name === '-V') {
      context.print(`labelloop ${version()}`);
      return 0;
    }
    return await call(name, rest, context, onChosen);
  } catch (error) {
    if (context.signal.aborted) return exitCodes.interrupted;
    printError(error as Error, { json: rest.includes('--json'), verbose: isVerbose }, context);
    return error instanceof CommandError ? (error.details.exitCode ?? exitCodes.failed) : exitCodes.failed;
  }
}

async function call(
  name: string,
  args: readonly string[],
  context: CommandContext,
  onChosen: (command: Command) => void,
): Promise<number> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load)
    throw usageError(
      name.startsWith('-') ? `there is no option ${name} without a command` : `there is no command ${name}`,
      `${suggestName(name, name.startsWith('-') ? ['--help', '--version'] : Object.keys(commands))} (\`labelloop --help\`)`,
    );
  const { default: declared } = await load();
  const chosen = isGroup(declared)
    ? chooseSubcommand(name, declared, args)
    : { name: undefined, command: declared, rest: args };
  const typed = chosen.name === undefined ? name : `${name} ${chosen.name}`;
  const isWholeGroup = isGroup(declared) && chosen.rest.length === args.length;
  if (isGroup(declared) && asksForHelp(args) && isWholeGroup) {
    context.print(groupHelp(name, declared));
    return 0;
  }
  const { command } = chosen;
  if (!command) {
    context.note(groupHelp(name, declared as Parameters<typeof groupHelp>[1]));
    throw usageError(`${name} needs a command`, `see \`labelloop ${name} --help\``);
  }
  const { values, args: words } = await parseCommandLine(typed, command, chosen.rest);
  if (values.help) {
    context.print(await commandHelp(typed, command));
    return 0;
  }
  onChosen(command);
  const place = placeWords(values);
  const said = (line: string) => inPlace(line, place);
  const there = { ...context, note: (line: string) => context.note(said(line)) };
  // Results for programs stay as they are.
  if (!values.json) there.print = (line) => context.print(said(line));
  try {
    return (await command.run({ values, args: words, context: there, commands })) ?? 0;
  } catch (error) {
    throw inPlaceError(error as Error, said);
  }
}

/** Advice to people names the place; a message is left as it was thrown. */
function inPlaceError(error: Error, said: (text: string) => string): Error {
  const { todo } = detailsOf(error);
  if (todo === undefined || said(todo) === todo) return error;
  const { details } = error as Partial<CommandError>;
  if (details) details.todo = said(todo);
  else Object.assign(error, { todo: said(todo) });
  return error;
}

const version = () => JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version as string;

/**
 * What people are told beside the message; errors of the laptop cloud that people can mend carry a `todo` of their own,
 * and AWS's refusals have a remedy.
 */
function detailsOf(error: Error): CommandError['details'] {
  if (error instanceof CommandError) return error.details;
  const todo = 'todo' in error && typeof error.todo === 'string' ? error.todo : awsRemedy(error);
  return todo === undefined ? {} : { todo };
}

function printError(error: Error, { json, verbose }: { json: boolean; verbose: boolean }, context: CommandContext) {
  const { where, why, todo } = detailsOf(error);
  if (json) context.print(JSON.stringify({ error: { name: error.name, what: error.message, where, why, todo } }));
  context.note(`labelloop: ${error.message}`);
  if (where) context.note(`  where: ${where}`);
  if (why) context.note(`  why: ${why}`);
  if (todo) context.note(`  what to do: ${todo}`);
  if (verbose) context.note(error.stack ?? '');
  else if (!todo && !(error instanceof CommandError)) context.note('  more: the same command with --verbose');
}

/** `main` for this process: signals in, exit code out. Only this and `stopping.ts` end the process. */
export async function runAsProcess(argv: string[]): Promise<never> {
  const stop = new AbortController();
  let command: Command | undefined;
  stopOnSignals(stop, () => {
    process.stderr.write(`\nlabelloop: stopped${command?.stopped ? `; ${command.stopped}` : ''}\n`);
  });
  // `| head` has read enough: that is no error.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) =>
    process.exit(code === 'EPIPE' ? 0 : exitCodes.failed),
  );
  const context: CommandContext = {
    print: (line) => process.stdout.write(`${printable(line)}\n`),
    note: (line) => process.stderr.write(`${printable(line)}\n`),
    interactive: process.stderr.isTTY === true,
    signal: stop.signal,
  };
  const exitCode = await main(argv, context, (chosen) => {
    command = chosen;
  });
  // Once stopped, `stopping.ts` puts things in order and ends the process.
  if (stop.signal.aborted) await new Promise(() => {});
  await new Promise((flushed) => process.stdout.write('', flushed));
  process.exit(exitCode);
}
