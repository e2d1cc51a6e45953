import type { HyperparameterRules, HyperparameterValues } from '../../shared/domain/training/hyperparameter-rule.ts';
import { ClientError } from './client-error.ts';

/**
 * Checks given hyperparameters against the rules, defaults filled in. Names that begin with `_` are SageMaker's own.
 * @throws ClientError in the words of SageMaker's built-in algorithms
 */
export function checkHyperparameters<Table extends HyperparameterRules>(
  rules: Table,
  given: Readonly<Record<string, string>>,
): HyperparameterValues<Table> {
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
  return Object.fromEntries(values) as HyperparameterValues<Table>;
}

const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');
const invalid = (message: string) => new ClientError(`${message} (caused by ValidationError)`);
