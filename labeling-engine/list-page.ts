import { LabelingApiError } from './labeling-api-error.ts';

interface Page {
  MaxResults?: number | undefined;
  NextToken?: string | undefined;
  SortOrder?: 'Ascending' | 'Descending' | undefined;
}

const DEFAULT_PAGE = 10;

/**
 * One page of a sorted list. The token names the first item of the next page, so pages stand still while items come.
 */
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
