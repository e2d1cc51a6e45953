import { AwsError } from '../wire/aws-error.ts';
import { type BlockPath, blocksOf, type Definition, type State, type StatesBlock } from './definition.ts';
import { isJsonObject } from './json.ts';
import { compile, expressionIn } from './jsonata/evaluate.ts';
import { LARGEST_DEFINITION_BYTES } from './quotas.ts';
import { STATE_TYPES } from './states/state-types.ts';
import { parseResource } from './task-resources.ts';

const MACHINE_FIELDS = ['QueryLanguage', 'Comment', 'Version', 'TimeoutSeconds', 'StartAt', 'States'];
const BLOCK_FIELDS = ['ProcessorConfig', 'StartAt', 'States', 'Comment'];
const RETRIER_FIELDS = [
  'ErrorEquals',
  'Comment',
  'IntervalSeconds',
  'MaxAttempts',
  'BackoffRate',
  'MaxDelaySeconds',
  'JitterStrategy',
];
const CATCHER_FIELDS = ['ErrorEquals', 'Comment', 'Next', 'Assign', 'Output'];
const RULE_FIELDS = ['Comment', 'Condition', 'Next', 'Assign', 'Output'];

/**
 * Reads a definition and refuses by name what this interpreter would run otherwise than AWS.
 * @throws AwsError InvalidDefinition, with every problem
 */
export function parseDefinition(text: string): Definition {
  const problems: string[] = [];
  let definition: Definition;
  try {
    definition = JSON.parse(text) as Definition;
  } catch (error) {
    throw new AwsError('InvalidDefinition', `Invalid State Machine Definition: not JSON: ${(error as Error).message}`);
  }
  if (Buffer.byteLength(text) > LARGEST_DEFINITION_BYTES)
    problems.push(`larger than ${LARGEST_DEFINITION_BYTES} bytes`);
  if (definition.QueryLanguage !== 'JSONata') problems.push("QueryLanguage must be 'JSONata' on the laptop");
  problems.push(...unknownFields(definition, MACHINE_FIELDS, 'the state machine'));
  const names = new Set<string>();
  problems.push(...blockProblems(definition, [], names, new Set()), ...expressionProblems(definition, ''));
  if (problems.length > 0) {
    throw new AwsError('InvalidDefinition', `Invalid State Machine Definition: ${problems.join('; ')}`);
  }
  return definition;
}

function unknownFields(value: object, known: readonly string[], where: string): string[] {
  return Object.keys(value)
    .filter((field) => !known.includes(field))
    .map((field) => `${where} has the field '${field}', which is unknown or not supported`);
}

function* blockProblems(
  block: StatesBlock,
  path: BlockPath,
  names: Set<string>,
  outerVariables: Set<string>,
): Generator<string> {
  const where = path.length > 0 ? `block ${path.join('/')}` : 'the state machine';
  if (!isJsonObject(block) || !isJsonObject(block.States)) return yield `${where} has no States`;
  if (path.length > 0) yield* unknownFields(block, BLOCK_FIELDS, where);
  const mode = (block as { ProcessorConfig?: { Mode?: string } }).ProcessorConfig?.Mode ?? 'INLINE';
  if (mode !== 'INLINE') yield `${where}: ItemProcessor Mode ${mode} is not supported, INLINE is`;
  if (!Object.hasOwn(block.States, block.StartAt)) yield `${where}: StartAt names no state: ${block.StartAt}`;
  const own = new Set(Object.values(block.States).flatMap(assignedBy));
  for (const variable of own) {
    if (outerVariables.has(variable)) yield `${where} assigns $${variable}, which an outer block has already`;
  }
  for (const [name, state] of Object.entries(block.States)) {
    if (names.has(name)) yield `two states are named '${name}'`;
    names.add(name);
    yield* stateProblems(name, state, block);
    if (!Object.hasOwn(STATE_TYPES, state.Type)) continue;
    for (const [index, inner] of blocksOf(state).entries()) {
      yield* blockProblems(inner, [...path, name, index], names, new Set([...outerVariables, ...own]));
    }
  }
}

function* stateProblems(name: string, state: State, block: StatesBlock): Generator<string> {
  if (!Object.hasOwn(STATE_TYPES, state.Type)) {
    return yield `'${name}' has the Type ${state.Type}; there are ${Object.keys(STATE_TYPES).join(', ')}`;
  }
  yield* unknownFields(state, ['Type', 'Comment', 'QueryLanguage', ...STATE_TYPES[state.Type].fields], `'${name}'`);
  if ((state.QueryLanguage ?? 'JSONata') !== 'JSONata')
    yield `'${name}': QueryLanguage must be 'JSONata' on the laptop`;
  for (const next of nextStates(state)) {
    if (!Object.hasOwn(block.States, next)) yield `'${name}' goes on to '${next}', which is not there`;
  }
  if (STATE_TYPES[state.Type].fields.includes('End') && 'Next' in state === 'End' in state) {
    yield `'${name}' needs exactly one of Next and End`;
  }
  if (state.Type === 'Task' && !parseResource(state.Resource)) {
    yield `'${name}' calls ${state.Resource}, which is not supported`;
  }
  if (state.Type === 'Wait' && 'Seconds' in state === 'Timestamp' in state) {
    yield `'${name}' needs exactly one of Seconds and Timestamp`;
  }
  if (state.Type === 'Choice') {
    for (const rule of state.Choices) yield* unknownFields(rule, RULE_FIELDS, `a rule of '${name}'`);
  }
  if ('Retry' in state) {
    for (const retrier of state.Retry ?? []) yield* unknownFields(retrier, RETRIER_FIELDS, `a retrier of '${name}'`);
    yield* wildcardProblems(name, state.Retry ?? []);
  }
  if ('Catch' in state) {
    for (const catcher of state.Catch ?? []) yield* unknownFields(catcher, CATCHER_FIELDS, `a catcher of '${name}'`);
    yield* wildcardProblems(name, state.Catch ?? []);
  }
}

function* wildcardProblems(name: string, handlers: Array<{ ErrorEquals: string[] }>): Generator<string> {
  for (const [index, { ErrorEquals }] of handlers.entries()) {
    if (ErrorEquals.includes('States.ALL') && (ErrorEquals.length > 1 || index < handlers.length - 1)) {
      yield `'${name}': States.ALL must stand alone and last`;
    }
  }
}

/** Every state that this one may lead to. */
export function nextStates(state: State): string[] {
  const next = 'Next' in state && state.Next !== undefined ? [state.Next] : [];
  const caught = 'Catch' in state ? (state.Catch ?? []).map((catcher) => catcher.Next) : [];
  if (state.Type !== 'Choice') return [...next, ...caught];
  return [...state.Choices.map((rule) => rule.Next), ...(state.Default === undefined ? [] : [state.Default])];
}

function assignedBy(state: State): string[] {
  const catchers = 'Catch' in state ? (state.Catch ?? []) : [];
  const rules = state.Type === 'Choice' ? state.Choices : [];
  return [state, ...catchers, ...rules].flatMap((results) => Object.keys(results.Assign ?? {}));
}

function* expressionProblems(value: unknown, path: string): Generator<string> {
  if (typeof value === 'string') {
    const expression = expressionIn(value);
    if (expression === undefined) return;
    try {
      compile(expression);
    } catch (error) {
      yield `${path}: ${(error as Error).message}`;
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* expressionProblems(item, `${path}/${key}`);
  }
}
