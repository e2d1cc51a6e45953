import type {
  HyperparameterRule,
  HyperparameterRules,
  HyperparameterValues,
} from '../../shared/domain/training/hyperparameter-rule.ts';
import { InvalidDocumentError } from '../../shared/errors.ts';

/**
 * Each given value by its rule, the default of the others. Every value is text, framework SDKs quote it once more.
 * Unknown names pass: built-in algorithms have others.
 * @param what names the file in messages
 * @throws InvalidDocumentError
 */
export function readHyperparameters<Table extends HyperparameterRules>(
  rules: Table,
  given: Record<string, unknown>,
  what: string,
): Partial<HyperparameterValues<Table>> {
  const values = Object.entries(rules as Record<string, HyperparameterRule<unknown>>).map(([name, rule]) => {
    if (given[name] === undefined) return [name, rule.byDefault];
    const value = typeof given[name] === 'string' ? rule.read(unquote(given[name])) : undefined;
    if (value === undefined)
      throw new InvalidDocumentError(
        `${what} is not valid: ${name} ${rule.expects}; it holds ${JSON.stringify(given[name])}`,
      );
    return [name, value];
  });
  return Object.fromEntries(values) as Partial<HyperparameterValues<Table>>;
}

function unquote(value: string): string {
  return /^".*"$/s.test(value) ? value.slice(1, -1) : value;
}
