import { ClientError } from './client-error.ts';

/** What a hyperparameter may be; every value is text. */
export interface Rule<Value> {
  /** Undefined: it must be given. */
  byDefault?: Value;
  /** Undefined: not valid. */
  read(text: string): Value | undefined;
  /** Ends "is not valid for the 'x' hyperparameter which …". */
  expects: string;
}

const numeric = (
  kind: string,
  isValid: (value: number) => boolean,
  range: string,
  byDefault?: number,
): Rule<number> => ({
  ...(byDefault !== undefined && { byDefault }),
  read: (text) => (text.trim() !== '' && isValid(Number(text)) ? Number(text) : undefined),
  expects: `expects ${kind} ${range}`,
});

export const integerFrom = (minimum: number, byDefault?: number) =>
  numeric(
    'an integer',
    (value) => Number.isInteger(value) && value >= minimum,
    `greater than or equal to ${minimum}`,
    byDefault,
  );

/** (0, 1], or (0, 1) with `below`. */
export const share = (byDefault: number, below?: 'below 1') =>
  numeric(
    'a number',
    (value) => value > 0 && (below ? value < 1 : value <= 1),
    `greater than 0 and ${below ? 'less than 1' : 'less than or equal to 1'}`,
    byDefault,
  );

export const zeroToOne = (byDefault: number) =>
  numeric('a number', (value) => value >= 0 && value <= 1, 'between 0 and 1', byDefault);

/** One of these words; case does not count. */
export const oneOf = (words: readonly string[], byDefault: string): Rule<string> => ({
  byDefault,
  read: (text) => words.find((word) => word.toLowerCase() === text.toLowerCase()),
  expects: `accepts one of the following: ${words.map((word) => `'${word}'`).join(', ')}`,
});

export const anyText: Rule<string> = { byDefault: '', read: (text) => text, expects: 'expects a string' };

export type Rules = Record<string, Rule<number> | Rule<string>>;
export type ValuesOf<Table extends Rules> = {
  [Name in keyof Table]: Table[Name] extends Rule<infer Value> ? Value : never;
};

/**
 * Checks given hyperparameters against the rules, defaults filled in. Names that begin with `_` are SageMaker's own.
 * @throws ClientError in the words of SageMaker's built-in algorithms
 */
export function checkHyperparameters<Table extends Rules>(
  rules: Table,
  given: Readonly<Record<string, string>>,
): ValuesOf<Table> {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(rules, name) && !name.startsWith('_'));
  if (unknown.length > 0)
    throw invalid(
      `Additional hyperparameters are not allowed (${quoted(unknown)} ${unknown.length > 1 ? 'were' : 'was'} unexpected)`,
    );
  const missing = Object.keys(rules).filter(
    (name) => rules[name]!.byDefault === undefined && !Object.hasOwn(given, name),
  );
  if (missing.length > 0)
    throw invalid(`No value(s) were specified for ${quoted(missing)} which are required hyperparameter(s)`);
  const values = Object.entries(rules).map(([name, rule]) => {
    const text = given[name];
    const value = text === undefined ? rule.byDefault : rule.read(text);
    if (value === undefined)
      throw invalid(`The value '${text}' is not valid for the '${name}' hyperparameter which ${rule.expects}`);
    return [name, value];
  });
  return Object.fromEntries(values) as ValuesOf<Table>;
}

const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');
const invalid = (message: string) => new ClientError(`${message} (caused by ValidationError)`);
