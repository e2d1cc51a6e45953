import type { Caller } from '../wire/service.ts';
import type { ServiceContext } from './service-context.ts';

/** One API action: plain values in and out, in AWS's spelling. @throws AwsError */
export type Action<Input, Output> = (context: ServiceContext, input: Input, caller: Caller) => Output;

/** Pages of lists: 100 by default, 1,000 at most. */
export const pageSize = (maxResults: number | undefined) => Math.min(maxResults || 100, 1000);

export const asDate = (time: number | undefined) => (time === undefined ? undefined : new Date(time));
