import { parseArgs } from 'node:util';
import { type Command, type CommandContext, CommandError, commonOptions, exitCodes } from './command.ts';

/** Every command with its line of help. The file `commands/<name>.ts` is loaded only when the command is called. */
export const commands: Record<string, string> = {
  up: 'start the laptop cloud and keep it running until Ctrl-C',
  env: 'print the variables that point any AWS client at the running laptop cloud',
  init: 'begin a project: a task and its labels',
  drop: 'put images into a project: checked, deduplicated, labeled, trained on',
  'label-now': 'label what has been dropped so far, without waiting for more',
  relabel: 'send labeled images back: one, or all that a filter finds',
  classes: 'the classes of a project: boxes, images on which nobody looked for them; adding one',
  status: 'what every project is doing, and what happens next',
  workers: 'who labels how well, and inviting people',
  run: 'the whole loop on your own folder of images and truth, labeled by simulated workers',
  demo: 'the whole loop twice on drawn images (= npm start)',
  consolidate: "make one label of several workers' answers: a Ground Truth payload file, offline",
  dataset: 'convert, inspect, split, merge, draw, validate or compare any labeled dataset',
  models: 'what each model scores, what it gets wrong, and taking it home',
  detect: 'ask the live endpoint what is on an image, and draw it',
};

const overview = () =>
  [
    'Usage: labelloop <command> [options]',
    '',
    ...Object.entries(commands).map(([name, line]) => `  ${name.padEnd(12)}${line}`),
    '',
    'Options of every command:',
    '  --data DIR  folder of the laptop cloud (default .labelloop)',
    '  --json      result as JSON on standard output, one document a line',
    '  --verbose   show stacks of errors',
    '',
    '`labelloop <command> --help` tells more. Exit codes: 0 done, 1 failed, 2 wrong command line, 3 no running cloud, 4 done with problems, 130 Ctrl-C.',
  ].join('\n');

const commandHelp = (name: string, command: Command) =>
  [
    `Usage: labelloop ${name} ${command.usage}`.trimEnd(),
    '',
    `  ${commands[name]}`,
    '',
    ...command.help.map(([option, meaning]) => `  ${option.padEnd(22)}${meaning}`),
  ].join('\n');

/**
 * Runs one command line.
 * @param argv without the interpreter and the script
 * @returns the exit code (see `exitCodes`)
 */
export async function main(argv: string[], context: CommandContext): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    context.print(overview());
    return name === undefined ? exitCodes.usage : 0;
  }
  let json = rest.includes('--json');
  let verbose = rest.includes('--verbose');
  try {
    if (!Object.hasOwn(commands, name)) throw usageError(`there is no command ${name}`, 'labelloop --help');
    const { default: command }: { default: Command } = await import(`./commands/${name}.ts`);
    const { values, positionals } = parseCommandLine(name, command, rest);
    json = values.json;
    verbose = values.verbose;
    if (values.help) {
      context.print(commandHelp(name, command));
      return 0;
    }
    return (await command.run({ values, positionals, context })) ?? 0;
  } catch (error) {
    if (context.signal.aborted) return exitCodes.interrupted;
    printError(error as Error, { json, verbose }, context);
    return error instanceof CommandError ? (error.details.exitCode ?? exitCodes.failed) : exitCodes.failed;
  }
}

function parseCommandLine(name: string, command: Command, args: string[]) {
  try {
    return parseArgs({ args, options: { ...command.options, ...commonOptions }, allowPositionals: true });
  } catch (error) {
    throw usageError((error as Error).message, `labelloop ${name} --help`);
  }
}

const usageError = (what: string, see: string) =>
  new CommandError(what, { todo: `see \`${see}\``, exitCode: exitCodes.usage });

function printError(error: Error, { json, verbose }: { json: boolean; verbose: boolean }, context: CommandContext) {
  const { where, why, todo } = error instanceof CommandError ? error.details : {};
  if (json) context.print(JSON.stringify({ error: { name: error.name, what: error.message, where, why, todo } }));
  context.note(`labelloop: ${error.message}`);
  if (where) context.note(`  where: ${where}`);
  if (why) context.note(`  why: ${why}`);
  if (todo) context.note(`  what to do: ${todo}`);
  if (verbose) context.note(error.stack ?? '');
  else if (!(error instanceof CommandError)) context.note('  more: the same command with --verbose');
}

/** `main` for this process: signals in, exit code out. The only place that ends the process. */
export async function runAsProcess(argv: string[]): Promise<never> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  // `| head` has read enough: that is no error.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) =>
    process.exit(code === 'EPIPE' ? 0 : exitCodes.failed),
  );
  if (process.channel) {
    process.on('disconnect', () => stop.abort());
    process.channel.unref();
  }
  const context: CommandContext = {
    print: (line) => process.stdout.write(`${line}\n`),
    note: (line) => process.stderr.write(`${line}\n`),
    interactive: process.stderr.isTTY === true,
    signal: stop.signal,
  };
  const exitCode = await main(argv, context);
  await new Promise((flushed) => process.stdout.write('', flushed));
  process.exit(exitCode);
}
