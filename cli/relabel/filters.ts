import { baseName } from '../../shared/domain/dataset/image-names.ts';
import { droppedName } from '../../shared/domain/project/bucket-keys.ts';
import { fitsPattern, type PatternPart } from '../../shared/wildcards.ts';
import { CommandError, exitCodes } from '../command.ts';
import type { Candidate } from './candidate.ts';
import type { ImageLookups } from './image-lookups.ts';

/** One condition on a labeled image. */
export interface Filter {
  /** Dearer ones are asked last: 0 = the line, 1 = its record, 2 = its workers, 3 = the model. */
  cost: number;
  /** What it asks about: `image` is known of those without a label too. */
  about: 'image' | 'label';
  matches(candidate: Candidate, look: ImageLookups): boolean | Promise<boolean>;
}

type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=';
type MakeFilter = (operator: Operator, value: string, labels: readonly string[]) => Filter | string;

const compare = <Value extends number | string>(a: Value, operator: Operator, b: Value): boolean =>
  ({ '=': a === b, '!=': a !== b, '<': a < b, '<=': a <= b, '>': a > b, '>=': a >= b })[operator];

/** `*` within a folder, `**` across folders, `?` one character. */
function globParts(glob: string): PatternPart[] {
  return glob.split(/(\*\*|\*|\?)/).flatMap((part): PatternPart[] => {
    if (part === '**') return [{ allows: () => true, many: true }];
    if (part === '*' || part === '?') return [{ allows: (character) => character !== '/', many: part === '*' }];
    return [...part];
  });
}

/**
 * Whether the name that people gave the image fits: the whole path below the folder that was dropped, or the file's own
 * name.
 */
export async function isNamed(glob: string, candidate: Candidate, look: ImageLookups): Promise<boolean> {
  const record = await look.record(candidate);
  const name = droppedName(record?.originalKey ?? '');
  const parts = globParts(glob);
  return fitsPattern(parts, name) || fitsPattern(parts, baseName(name));
}

const isEquality = (operator: Operator) => operator === '=' || operator === '!=';

function ofClass(
  operator: Operator,
  value: string,
  labels: readonly string[],
  has: (candidate: Candidate, id: number) => boolean,
): Filter | string {
  const id = labels.indexOf(value);
  if (!isEquality(operator)) return 'takes = or !=';
  if (id < 0) return `the classes are ${labels.join(', ')}`;
  return { cost: 0, about: 'label', matches: (candidate) => has(candidate, id) === (operator === '=') };
}

const FILTERS: Record<string, MakeFilter> = {
  class: (operator, value, labels) => ofClass(operator, value, labels, ({ classIds }, id) => classIds.includes(id)),
  'missing-class': (operator, value, labels) =>
    ofClass(operator, value, labels, ({ unchecked }, id) => unchecked.includes(id)),
  confidence: (operator, value) => {
    const limit = Number(value);
    if (value === '' || Number.isNaN(limit)) return 'needs a number';
    return {
      cost: 0,
      about: 'label',
      matches: ({ confidences }) => confidences.some((one) => compare(one, operator, limit)),
    };
  },
  objects: (operator, value) => {
    const limit = Number(value);
    if (value === '' || Number.isNaN(limit)) return 'needs a number';
    return { cost: 0, about: 'label', matches: ({ classIds }) => compare(classIds.length, operator, limit) };
  },
  date: (operator, value) =>
    /^\d{4}(-\d\d){0,2}/.test(value)
      ? {
          cost: 0,
          about: 'label',
          matches: ({ createdAt }) => compare(createdAt.slice(0, value.length), operator, value),
        }
      : 'needs a date like 2026-11-20',
  split: (operator, value) =>
    isEquality(operator) && (value === 'train' || value === 'validation')
      ? {
          cost: 1,
          about: 'image',
          matches: async (one, look) => compare((await look.record(one))?.split ?? '', operator, value),
        }
      : 'is train or validation',
  by: (operator, value) =>
    isEquality(operator) && (value === 'human' || value === 'machine')
      ? {
          cost: 0,
          about: 'label',
          matches: ({ byMachine }) => compare(byMachine ? 'machine' : 'human', operator, value),
        }
      : 'is human or machine',
  batch: (operator, value) => ({
    cost: 1,
    about: 'image',
    matches: async (candidate, look) => compare((await look.record(candidate))?.batchId ?? '', operator, value),
  }),
  name: (operator, value) =>
    isEquality(operator)
      ? {
          cost: 1,
          about: 'image',
          matches: async (one, look) => (await isNamed(value, one, look)) === (operator === '='),
        }
      : 'takes = or !=',
  tag: (operator, value) =>
    isEquality(operator)
      ? {
          cost: 1,
          about: 'image',
          matches: async (one, look) => (await look.tags(one)).has(value) === (operator === '='),
        }
      : 'takes = or !=',
  worker: (operator, value) =>
    isEquality(operator)
      ? {
          cost: 2,
          about: 'label',
          matches: async (one, look) => (await look.workers(one)).has(value) === (operator === '='),
        }
      : 'takes = or !=',
};

const CONDITION = /^([a-z-]+)\s*(<=|>=|!=|=|<|>)\s*(.*)$/s;

/**
 * Reads conditions joined by `and`: `class=robin and confidence<0.6`, `disagrees`.
 * @throws CommandError that says which condition is wrong and what it may be
 */
export function parseFilters(texts: readonly string[], labels: readonly string[]): Filter[] {
  const conditions = texts.flatMap((text) => text.split(/\s+and\s+/i)).map((text) => text.trim());
  const filters = conditions.map((condition): Filter => {
    if (condition === 'disagrees')
      return { cost: 3, about: 'label', matches: (candidate, look) => look.modelDisagrees(candidate) };
    const [, name = '', operator, value = ''] = CONDITION.exec(condition) ?? [];
    const make = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
    const filter = make?.(operator as Operator, value.trim(), labels);
    if (typeof filter === 'object') return filter;
    throw new CommandError(
      `--where ${JSON.stringify(condition)} is no condition${filter ? `: ${name} ${filter}` : ''}`,
      {
        todo: `disagrees, or one of ${Object.keys(FILTERS).join(', ')} with = != < <= > >= and a value`,
        exitCode: exitCodes.usage,
      },
    );
  });
  return filters.sort((a, b) => a.cost - b.cost);
}
