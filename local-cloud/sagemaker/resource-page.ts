import { refuse } from './action.ts';

/** The members that every List operation shares. */
export interface ListRequest {
  NextToken?: string | undefined;
  MaxResults?: number | undefined;
  NameContains?: string | undefined;
  StatusEquals?: string | undefined;
  SortBy?: string | undefined;
  SortOrder?: string | undefined;
  CreationTimeAfter?: Date | undefined;
  CreationTimeBefore?: Date | undefined;
}

/** What of a resource List filters and sorts by. */
export interface Listed<Summary> {
  name: string;
  status?: string | undefined;
  created: Date;
  summary: Summary;
}

const DEFAULT_PAGE = 10;
const HONOURED = [
  'NextToken',
  'MaxResults',
  'NameContains',
  'StatusEquals',
  'SortBy',
  'SortOrder',
  'CreationTimeAfter',
  'CreationTimeBefore',
];

/**
 * One page: filtered, sorted (by default the newest first), cut.
 * @throws AwsError for another filter, or a token that is not ours
 */
export function resourcePage<Summary>(
  request: ListRequest,
  resources: Listed<Summary>[],
): { summaries: Summary[]; NextToken?: string } {
  const other = Object.entries(request).find(([name, value]) => value !== undefined && !HONOURED.includes(name));
  if (other) refuse(`the laptop cloud does not filter by ${other[0]}; it has: ${HONOURED.join(', ')}`);
  const sign = request.SortOrder === 'Ascending' ? 1 : -1;
  const sorted = resources
    .filter(({ name }) => !request.NameContains || name.toLowerCase().includes(request.NameContains.toLowerCase()))
    .filter(({ status }) => !request.StatusEquals || status === request.StatusEquals)
    .filter(({ created }) => !request.CreationTimeAfter || created >= request.CreationTimeAfter)
    .filter(({ created }) => !request.CreationTimeBefore || created <= request.CreationTimeBefore)
    .sort((a, b) => {
      if (request.SortBy === 'Name') return sign * (a.name < b.name ? -1 : 1);
      if (request.SortBy === 'Status' && a.status !== b.status) return sign * (a.status! < b.status! ? -1 : 1);
      return sign * (a.created.getTime() - b.created.getTime());
    });
  const start = request.NextToken ? readToken(request.NextToken) : 0;
  const end = start + (request.MaxResults ?? DEFAULT_PAGE);
  return {
    summaries: sorted.slice(start, end).map(({ summary }) => summary),
    ...(end < sorted.length && { NextToken: Buffer.from(String(end)).toString('base64') }),
  };
}

function readToken(token: string): number {
  const start = Number(Buffer.from(token, 'base64').toString());
  return Number.isInteger(start) && start > 0 ? start : refuse('Invalid pagination token');
}
