import { type Argument, type Command, type CommandGroup, commonOptions, type Option } from './command.ts';
import { commands, sections } from './commands.ts';
import { allChoices, describeArgument, describeRange } from './parse-command-line.ts';

const WIDTH = 100;
const COLUMN = 26;

/** Two columns; what is too long for the right one goes on below itself. */
function columns(rows: ReadonlyArray<readonly [left: string, right: string]>): string[] {
  return rows.flatMap(([left, right]) => {
    const [first = '', ...more] = wrap(right, WIDTH - COLUMN - 2);
    const head = `  ${left.padEnd(COLUMN)}${first}`.trimEnd();
    const below = more.map((line) => `  ${' '.repeat(COLUMN)}${line}`);
    return left.length < COLUMN ? [head, ...below] : [`  ${left}`, `  ${' '.repeat(COLUMN)}${first}`, ...below];
  });
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

async function optionRows(options: Readonly<Record<string, Option>>) {
  const rows = Object.entries(options).map(async ([name, option]) => {
    const choices = await allChoices(option);
    const facts = [
      choices.length > 0 && choices.join(', '),
      describeRange(option),
      option.default !== undefined && `default ${option.default}`,
      option.multiple && 'can be given again',
    ].filter(Boolean);
    const left = `--${name}${option.value === undefined ? '' : option.bare === undefined ? ` ${option.value}` : `[=${option.value}]`}`;
    return [left, `${option.help}${facts.length ? ` (${facts.join('; ')})` : ''}`] as const;
  });
  return Promise.all(rows);
}

const section = (title: string, lines: readonly string[]) => (lines.length ? ['', title, ...lines] : []);

/** Everything about one command, and nothing about another. @param name as it is typed: `dataset convert` */
export async function commandHelp(name: string, command: Command): Promise<string> {
  const words = Object.entries<Argument>(command.arguments ?? {});
  const options = command.options ?? {};
  const required = Object.entries<Option>(options).filter(([, option]) => option.required);
  const usage = [
    `Usage: labelloop ${name}`,
    ...words.map(([word, spec]) =>
      spec.optional ? `[${describeArgument(word, spec)}]` : describeArgument(word, spec),
    ),
    ...required.map(([option, { value }]) => `--${option} ${value}`),
    '[options]',
  ];
  const meanings = words.map(([word, spec]) => [describeArgument(word, spec), spec.help] as const);
  return [
    usage.join(' '),
    '',
    ...wrap(command.summary, WIDTH - 2).map((line) => `  ${line}`),
    ...section('Arguments:', columns(meanings)),
    ...section('Options:', columns(await optionRows(options))),
    ...(command.notes ?? []).flatMap((note) => ['', ...wrap(note, WIDTH)]),
    ...section(
      'Examples:',
      command.examples.map((example) => `  ${example}`),
    ),
    ...section('Options of every command:', columns(await optionRows(commonOptions))),
  ].join('\n');
}

/** The subcommands of a group, each with its line. */
export const groupHelp = (name: string, { summary, subcommands, alone }: CommandGroup) =>
  [
    `Usage: labelloop ${name} ${alone === undefined ? 'COMMAND' : '[COMMAND]'} [options]`,
    '',
    `  ${summary}`,
    ...section('Commands:', columns(Object.entries(subcommands).map(([each, { summary: line }]) => [each, line]))),
    ...section(
      'Examples:',
      Object.values(subcommands).map(({ examples }) => `  ${examples[0]}`),
    ),
    '',
    ...(alone === undefined ? [] : [`\`labelloop ${name}\` alone is \`labelloop ${name} ${alone}\`.`]),
    `\`labelloop ${name} COMMAND --help\` tells more.`,
  ].join('\n');

/** What `labelloop` alone says. */
export async function overview(): Promise<string> {
  const parts = Object.entries(sections).map(async ([title, names]) => {
    const rows = names.map(async (name) => [name, (await commands[name]!()).default.summary] as const);
    return section(`${title}:`, columns(await Promise.all(rows)));
  });
  return [
    'Usage: labelloop COMMAND [options]',
    ...(await Promise.all(parts)).flat(),
    ...section('Options of every command:', columns(await optionRows(commonOptions))),
    '',
    '`labelloop COMMAND --help` tells more; `labelloop --version` says which one this is.',
    'Exit codes: 0 done, 1 failed, 2 wrong command line, 3 no running cloud, 4 done with problems, 130 Ctrl-C, 143 SIGTERM.',
  ].join('\n');
}
