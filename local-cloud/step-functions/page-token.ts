import { AwsError } from '../wire/aws-error.ts';

/** Items of a page of a list: 100 by default, 1,000 at most. */
export const itemsPerPage = (maxResults: number | undefined) => Math.min(maxResults || 100, 1000);

/** A page's token is the number that the next page continues from. */
export const pageToken = (number: number) => Buffer.from(String(number)).toString('base64url');

/** @throws AwsError InvalidToken */
export function readPageToken(token: string | undefined): number | undefined {
  if (!token) return undefined;
  const text = Buffer.from(token, 'base64url').toString();
  if (/^\d+$/.test(text)) return Number(text);
  throw new AwsError('InvalidToken', `Invalid Token: '${token}'`);
}
