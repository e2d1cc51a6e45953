/** What a hyperparameter may be; SageMaker hands every value over as text. */
export interface HyperparameterRule<Value> {
  /** The value where none is given; undefined: there is no such value. */
  byDefault?: Value;
  /** The value of a text; undefined when it is not valid. */
  read(text: string): Value | undefined;
  /** Ends a sentence that begins with the hyperparameter's name, e.g. "expects an integer between 1 and 64". */
  expects: string;
}

const numeric = (
  kind: string,
  isValid: (value: number) => boolean,
  range: string,
  byDefault?: number,
): HyperparameterRule<number> => ({
  ...(byDefault !== undefined && { byDefault }),
  read: (text) => (text.trim() !== '' && isValid(Number(text)) ? Number(text) : undefined),
  expects: `expects ${kind} ${range}`,
});

/** An integer that is not smaller than `minimum`. */
export const integerFrom = (minimum: number, byDefault?: number) =>
  numeric(
    'an integer',
    (value) => Number.isInteger(value) && value >= minimum,
    `greater than or equal to ${minimum}`,
    byDefault,
  );

/** An integer between both, these included. */
export const integerBetween = (minimum: number, maximum: number, byDefault?: number) =>
  numeric(
    'an integer',
    (value) => Number.isInteger(value) && value >= minimum && value <= maximum,
    `between ${minimum} and ${maximum}`,
    byDefault,
  );

/** A number between both, these included. */
export const numberBetween = (minimum: number, maximum: number, byDefault?: number) =>
  numeric('a number', (value) => value >= minimum && value <= maximum, `between ${minimum} and ${maximum}`, byDefault);

/** (0, 1], or (0, 1) with `below`. */
export const share = (byDefault: number, below?: 'below 1') =>
  numeric(
    'a number',
    (value) => value > 0 && (below ? value < 1 : value <= 1),
    `greater than 0 and ${below ? 'less than 1' : 'less than or equal to 1'}`,
    byDefault,
  );

/** One of these words; case does not count. */
export const oneOf = <Word extends string>(words: readonly Word[], byDefault: Word): HyperparameterRule<Word> => ({
  byDefault,
  read: (text) => words.find((word) => word.toLowerCase() === text.toLowerCase()),
  expects: `accepts one of the following: ${words.map((word) => `'${word}'`).join(', ')}`,
});

/** This word, or what the other rule takes. */
export const wordOr = <Word extends string>(
  word: Word,
  rule: HyperparameterRule<number>,
): HyperparameterRule<Word | number> => ({
  byDefault: word,
  read: (text) => (text.toLowerCase() === word ? word : rule.read(text)),
  expects: `${rule.expects}, or '${word}'`,
});

export const anyText: HyperparameterRule<string> = { byDefault: '', read: (text) => text, expects: 'expects a string' };

/** Rules by the hyperparameter's name. */
export type HyperparameterRules = Readonly<Record<string, HyperparameterRule<string | number>>>;

/** The values that checked hyperparameters have, by their names. */
export type HyperparameterValues<Table> = {
  [Name in keyof Table]: Table[Name] extends HyperparameterRule<infer Value> ? Value : never;
};
