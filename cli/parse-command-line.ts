import { parseArgs } from 'node:util';
import {
  type Argument,
  type Command,
  type CommandGroup,
  type CommandInput,
  commonOptions,
  type Option,
  usageError,
} from './command.ts';
import { closestName, suggestName } from './did-you-mean.ts';

export type Declared = Command | CommandGroup;
export const isGroup = (declared: Declared): declared is CommandGroup => 'subcommands' in declared;

const SHORT: Record<string, string> = { help: 'h' };

/** Words of a command line as `node:util` cuts them; what they mean is for `parseCommandLine` to say. */
function cut(args: readonly string[], options: Readonly<Record<string, Option>>) {
  const known = Object.entries(options).map(([name, { value, bare }]) => [
    name,
    {
      type: value === undefined || bare !== undefined ? 'boolean' : 'string',
      ...(SHORT[name] && { short: SHORT[name] }),
    } as const,
  ]);
  return parseArgs({
    args: [...args],
    options: Object.fromEntries(known),
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

/**
 * The subcommand that a command line of a group names, wherever it stands between the options.
 * @returns its name and the words without it
 * @throws CommandError (exit code 2) for a name that the group has not
 */
export function chooseSubcommand(
  name: string,
  { subcommands, alone }: CommandGroup,
  args: readonly string[],
): { name: string | undefined; command: Command | undefined; rest: readonly string[] } {
  const union = Object.assign({}, ...Object.values(subcommands).map(({ options }) => options), commonOptions);
  const named = cut(args, union).find((token) => token.kind === 'positional');
  if (!named) return { name: alone, command: alone === undefined ? undefined : subcommands[alone], rest: args };
  const command = Object.hasOwn(subcommands, named.value) ? subcommands[named.value] : undefined;
  if (command) return { name: named.value, command, rest: args.filter((_, at) => at !== named.index) };
  throw usageError(
    `${name} has no subcommand ${named.value}`,
    `${suggestName(named.value, Object.keys(subcommands))} (\`labelloop ${name} --help\`)`,
  );
}

/**
 * Reads a command line by what the command declares.
 * @param name as it is typed, for the messages: `dataset convert`
 * @throws CommandError (exit code 2) for whatever the command cannot take, with what to type instead
 */
export async function parseCommandLine(
  name: string,
  command: Command,
  args: readonly string[],
): Promise<Pick<CommandInput, 'args' | 'values'>> {
  const options: Record<string, Option> = { ...command.options, ...commonOptions };
  const see = `see \`labelloop ${name} --help\``;
  const values: Record<string, string | string[] | boolean | undefined> = {};
  const words: string[] = [];
  /** Options that may have a value and had none. */
  const bare: string[] = [];
  for (const token of cut(args, options)) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name]! : undefined;
    if (!option)
      throw usageError(
        `there is no option ${token.rawName}`,
        token.name in (command.arguments ?? {})
          ? `${name} takes it without a name: labelloop ${name} ${token.value ?? token.name.toUpperCase()}`
          : `${suggestName(
              `--${token.name}`,
              Object.keys(options).map((known) => `--${known}`),
            )} (\`labelloop ${name} --help\`)`,
      );
    if (option.value === undefined && token.value !== undefined)
      throw usageError(`--${token.name} takes no value`, `type it alone; ${see}`);
    if (option.value !== undefined && option.bare === undefined && token.value === undefined)
      throw usageError(`--${token.name} needs a value`, `--${token.name} ${option.value}; ${see}`);
    if (option.bare !== undefined && token.value === undefined) bare.push(token.name);
    if (option.multiple) values[token.name] = [...((values[token.name] as string[]) ?? []), token.value!];
    else values[token.name] = token.value ?? option.bare ?? true;
  }
  if (values.help) return { values: { help: true } as never, args: {} };
  const checked: Record<string, unknown> = {};
  for (const [option, spec] of Object.entries(options)) {
    const given = values[option] ?? spec.default;
    if (given === undefined && spec.required) throw usageError(`${name} needs --${option}`, advice(command, see));
    checked[option] = await checkValue(option, spec, given);
  }
  return { values: checked as CommandInput['values'], args: nameWords(name, command, words, bare, see) };
}

async function checkValue(name: string, spec: Option, given: string | string[] | boolean | undefined) {
  if (spec.value === undefined) return given === true;
  if (spec.multiple) return given ?? [];
  if (typeof given !== 'string') return undefined;
  if (spec.choices) {
    const choices = await allChoices(spec);
    const close = closestName(given, choices);
    if (!choices.includes(given))
      throw usageError(
        `--${name} cannot be ${given}`,
        `${close ? `did you mean ${close}? ` : ''}it can be ${choices.join(', ')}`,
      );
  }
  if (!spec.range) return given;
  const [lowest, highest] = spec.range;
  const number = given.trim() === '' ? Number.NaN : Number(given);
  if (number >= lowest && number <= highest && (!spec.whole || Number.isInteger(number))) return number;
  throw usageError(
    `--${name} ${given} is no ${describeRange(spec)}`,
    `e.g. --${name}${spec.bare === undefined ? ' ' : '='}${spec.default ?? spec.bare ?? lowest}`,
  );
}

/** The values that an option takes, where it says so. */
export const allChoices = async ({ choices = [] }: Option) => (typeof choices === 'function' ? choices() : choices);

/** `whole number from 1 to 9` */
export const describeRange = ({ range, whole }: Option) =>
  range ? `${whole ? 'whole ' : ''}number from ${range[0]} to ${range[1]}` : '';

function nameWords(
  name: string,
  command: Command,
  words: readonly string[],
  bare: readonly string[],
  see: string,
): CommandInput['args'] {
  const named: Record<string, string | string[] | undefined> = {};
  let at = 0;
  for (const [argument, spec] of Object.entries<Argument>(command.arguments ?? {})) {
    if (!spec.optional && words[at] === undefined)
      throw usageError(`${name} needs ${describeArgument(argument, spec)}`, advice(command, see));
    named[argument] = spec.many ? words.slice(at) : words[at];
    at = spec.many ? words.length : at + 1;
  }
  const tooMany = words.slice(at);
  if (tooMany.length === 0) return named as CommandInput['args'];
  if (bare.length > 0)
    throw usageError(
      `${name} cannot take ${tooMany.join(' ')}`,
      `a value of --${bare[0]} is written with =: --${bare[0]}=${tooMany[0]}; ${see}`,
    );
  const takes = Object.entries<Argument>(command.arguments ?? {}).map(([argument, spec]) =>
    describeArgument(argument, spec),
  );
  throw usageError(
    `${name} cannot take ${tooMany.join(' ')}`,
    `it takes ${takes.length ? `${takes.join(' ')} and options` : 'options only'}; ${advice(command, see)}`,
  );
}

/** `IMAGE`, `[PROJECT]`, `FILE…` */
export const describeArgument = (name: string, { many }: Argument) => `${name.toUpperCase()}${many ? '…' : ''}`;

const advice = ({ examples: [example] }: Command, see: string) => (example ? `e.g. ${example}; ${see}` : see);
