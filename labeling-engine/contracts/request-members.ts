import * as z from 'zod/mini';

/** Members that requests of several actions have, with AWS's words for what is wrong with them. */

export const text = (pattern: RegExp, longest: number, shortest = 1) =>
  z
    .string()
    .check(
      z.minLength(shortest, `Member must have length greater than or equal to ${shortest}`),
      z.maxLength(longest, `Member must have length less than or equal to ${longest}`),
      z.regex(pattern, `Member must satisfy regular expression pattern: ${pattern.source}`),
    );
export const integer = (smallest: number, largest: number) =>
  z
    .int()
    .check(
      z.gte(smallest, `Member must have value greater than or equal to ${smallest}`),
      z.lte(largest, `Member must have value less than or equal to ${largest}`),
    );

export const uri = text(/^(https|s3):\/\/([^/]+)\/?(.*)$/, 1024);
export const workteamArn = text(/^arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:workteam\/.*$/, 256);
export const tags = z.optional(
  z.array(z.object({ Key: text(/^.*$/s, 128), Value: text(/^.*$/s, 256, 0) })).check(z.maxLength(50)),
);
/** SDK clients of the laptop give dates, the JSON protocol epoch seconds. */
export const timestamp = z.optional(z.union([z.date(), z.number()]));
export const page = {
  MaxResults: z.optional(integer(1, 100)),
  NextToken: z.optional(text(/^.*$/s, 8192, 0)),
  SortOrder: z.optional(z.enum(['Ascending', 'Descending'])),
};
