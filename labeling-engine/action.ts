import * as z from 'zod/mini';
import type { EngineContext } from './engine-context.ts';
import { LabelingApiError } from './labeling-api-error.ts';

/**
 * One action of the labeling API: takes the request in AWS spelling, gives the response in AWS spelling with `Date`s for
 * timestamps.
 * @throws LabelingApiError
 */
export type LabelingAction = (request: Record<string, unknown>) => Promise<Record<string, unknown>>;

/** An action with its request checked at the door, every problem told in AWS's words. */
export function action<Schema extends z.core.$ZodType>(
  schema: Schema,
  handle: (request: z.output<Schema>, engine: EngineContext) => Promise<Record<string, unknown>>,
): (engine: EngineContext) => LabelingAction {
  return (engine) => async (request) => {
    const checked = z.safeParse(schema, request);
    if (checked.success) return handle(checked.data, engine);
    const problems = checked.error.issues.map((issue) => describe(issue, request));
    const count = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`;
    throw new LabelingApiError('ValidationException', `${count} detected: ${problems.join('; ')}`);
  };
}

/** `Value 'x' at 'humanTaskConfig.taskTitle' failed to satisfy constraint: …` */
function describe(issue: z.core.$ZodIssue, request: unknown): string {
  const held = issue.path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    request,
  );
  const path = issue.path.map((key) =>
    typeof key === 'number' ? `${key + 1}.member` : String(key).charAt(0).toLowerCase() + String(key).slice(1),
  );
  const value =
    held === undefined || held === null ? 'null' : `'${typeof held === 'string' ? held : JSON.stringify(held)}'`;
  const constraint = held === undefined ? 'Member must not be null' : issue.message;
  return `Value ${value.slice(0, 300)} at '${path.join('.')}' failed to satisfy constraint: ${constraint}`;
}

interface Page {
  MaxResults?: number | undefined;
  NextToken?: string | undefined;
  SortOrder?: 'Ascending' | 'Descending' | undefined;
}

const DEFAULT_PAGE = 10;

/** One page of a sorted list. The token names the first item of the next page, so pages stand still while items come. */
export function pageOf<Item>(
  items: Item[],
  page: Page,
  sortKey: (item: Item) => string,
  id: (item: Item) => string,
): { items: Item[]; NextToken?: string } {
  const key = (item: Item) => `${sortKey(item)}\u0000${id(item)}`;
  const sorted = items.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  if (page.SortOrder === 'Descending') sorted.reverse();
  const from = page.NextToken ? sorted.findIndex((item) => key(item) === fromToken(page.NextToken!)) : 0;
  if (from < 0) throw new LabelingApiError('ValidationException', 'NextToken is invalid');
  const size = page.MaxResults ?? DEFAULT_PAGE;
  const next = sorted[from + size];
  return {
    items: sorted.slice(from, from + size),
    ...(next && { NextToken: Buffer.from(key(next)).toString('base64url') }),
  };
}

const fromToken = (token: string) => Buffer.from(token, 'base64url').toString('utf8');

/** A time for sorting as text. */
export const sortableTime = (milliseconds: number) => String(milliseconds).padStart(15, '0');

/** Whether the time lies in an open interval of request timestamps (dates or epoch seconds). */
export function isBetween(milliseconds: number, after?: Date | number, before?: Date | number): boolean {
  const at = (time: Date | number) => (typeof time === 'number' ? time * 1000 : time.getTime());
  return (after === undefined || milliseconds > at(after)) && (before === undefined || milliseconds < at(before));
}
