import { fitsPattern } from '../../shared/wildcards.ts';
import type { Structure, YamlValue } from '../template/cloudformation-yaml.ts';
import type { AccessRecord } from '../wire/service.ts';

/** An IAM policy statement, every reference resolved. */
export interface Statement {
  effect: 'Allow' | 'Deny';
  actions: string[];
  resources: string[];
  /** Operator -> condition key -> values. */
  conditions: Record<string, Record<string, string[]>>;
}

const list = (value: YamlValue | undefined): string[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);

/** Statements of a policy document. @throws Error for members that this evaluator does not know */
export function readStatements(document: Structure): Statement[] {
  return (document.Statement as Structure[]).map((statement) => {
    const { Sid: _, Effect, Action, Resource, Condition, ...unknown } = statement;
    if (Object.keys(unknown).length > 0)
      throw new Error(`the evaluator does not know ${Object.keys(unknown)} of a statement`);
    const conditions = Object.entries((Condition ?? {}) as Record<string, Structure>).map(([operator, keys]) => {
      if (!Object.hasOwn(operators, operator)) throw new Error(`the evaluator does not know the condition ${operator}`);
      return [operator, Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, list(values)]))];
    });
    return {
      effect: Effect as Statement['effect'],
      actions: list(Action),
      resources: list(Resource),
      conditions: Object.fromEntries(conditions),
    };
  });
}

/** IAM's wildcards: `*` for any text, `/` and `:` included, `?` for one character. */
export function matchesWildcard(pattern: string, text: string, ignoreCase = false): boolean {
  const plain = (whole: string) => (ignoreCase ? whole.toLowerCase() : whole);
  const parts = [...plain(pattern)].map((character) =>
    character === '*' || character === '?' ? { allows: () => true, many: character === '*' } : character,
  );
  return fitsPattern(parts, plain(text));
}

const like = (actual: string, expected: string[]) => expected.some((pattern) => matchesWildcard(pattern, actual));
const operators: Record<string, (actual: string, expected: string[]) => boolean> = {
  StringEquals: (actual, expected) => expected.includes(actual),
  StringLike: like,
  ArnEquals: like,
  ArnLike: like,
  Bool: (actual, expected) => expected.some((value) => value.toLowerCase() === actual.toLowerCase()),
};

/** Whether the statement speaks of this call. A condition on a key that the call does not carry is not met. */
export function statementApplies(statement: Statement, access: AccessRecord): boolean {
  return (
    statement.actions.some((pattern) => matchesWildcard(pattern, access.action, true)) &&
    statement.resources.some((pattern) => matchesWildcard(pattern, access.resource)) &&
    Object.entries(statement.conditions).every(([operator, keys]) =>
      Object.entries(keys).every(([key, expected]) => {
        const actual = access.conditions?.[key];
        return actual !== undefined && operators[operator]!(actual, expected);
      }),
    )
  );
}

/** IAM's decision within one account, without boundaries: an explicit Deny wins, an Allow is needed. */
export function isAllowed(statements: readonly Statement[], access: AccessRecord): boolean {
  const applying = statements.filter((statement) => statementApplies(statement, access));
  return applying.length > 0 && applying.every(({ effect }) => effect === 'Allow');
}
