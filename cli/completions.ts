import { type Command, type CommandTable, commonOptions, type Option } from './command.ts';
import { allChoices, isGroup } from './parse-command-line.ts';

/**
 * What could stand in the place of the last word of a command line.
 * @param words behind `labelloop`; the last one is being typed and may be empty
 * @param projects the names of the projects, asked for only where one is due
 * @returns whole words; none where a file is due
 */
export async function completions(
  commands: CommandTable,
  words: readonly string[],
  projects: () => Promise<string[]>,
): Promise<string[]> {
  const typed = words.at(-1) ?? '';
  const fitting = (names: readonly string[]) => names.filter((name) => name.startsWith(typed));
  const [name = '', ...rest] = words;
  if (words.length <= 1) return fitting([...Object.keys(commands), '--help', '--version']);
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) return [];
  const { default: declared } = await load();
  if (!isGroup(declared)) return completeCommand(declared, rest, typed, fitting, projects);
  const named = rest.slice(0, -1).findIndex((word) => Object.hasOwn(declared.subcommands, word));
  const alone = declared.alone === undefined ? undefined : declared.subcommands[declared.alone];
  if (named >= 0)
    return completeCommand(declared.subcommands[rest[named]!]!, rest.slice(named + 1), typed, fitting, projects);
  const options = alone ? await completeCommand(alone, rest, typed, fitting, projects) : [];
  return typed.startsWith('-') || isValue(alone, rest) ? options : fitting(Object.keys(declared.subcommands));
}

const optionsOf = (command: Command | undefined): Record<string, Option> => ({ ...command?.options, ...commonOptions });

function isValue(command: Command | undefined, words: readonly string[]): Option | undefined {
  const before = words.at(-2);
  const option = before?.startsWith('--') ? optionsOf(command)[before.slice(2)] : undefined;
  return option?.value === undefined ? undefined : option;
}

async function completeCommand(
  command: Command,
  words: readonly string[],
  typed: string,
  fitting: (names: readonly string[]) => string[],
  projects: () => Promise<string[]>,
): Promise<string[]> {
  const option = isValue(command, words);
  if (option) return fitting(option.value === 'PROJECT' ? await projects() : [...(await allChoices(option))]);
  if (typed.startsWith('-')) return fitting(Object.keys(optionsOf(command)).map((name) => `--${name}`));
  const taken = Object.keys(command.arguments ?? {});
  return taken[0] === 'project' ? fitting(await projects()) : [];
}
