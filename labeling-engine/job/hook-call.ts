import type * as z from 'zod/mini';
import { parse } from '../../shared/contracts/parse.ts';
import type { JobPorts } from '../engine-ports.ts';

/** A hook failed or answered nonsense: the customer's matter, tried again a few times, then the objects fail. */
export class HookFailedError extends Error {
  override readonly name = 'HookFailedError';
}

/** @throws HookFailedError for everything that goes wrong with the call or its answer */
export async function callHook<Schema extends z.core.$ZodType>(
  ports: JobPorts,
  arn: string,
  payload: unknown,
  schema: Schema,
): Promise<z.output<Schema>> {
  try {
    return parse(schema, await ports.invokeHook(arn, payload), `the response of ${arn}`);
  } catch (cause) {
    throw new HookFailedError((cause as Error).message, { cause });
  }
}
