import type { Context } from 'hono';
import type { Account } from '../workers/account-store.ts';

export interface WorkerApiOptions {
  /** `host:port` values that pages of ours are served under; a request for or from another one is refused. */
  allowedHosts(): string[];
  /** The client's address, for rate limits. */
  addressOf(context: Context): string;
}

/** What a signed-in request carries. */
export type WorkerEnv = { Variables: { account: Account; token: string } };

/** Bytes; for everything but answers and drafts. */
export const SMALL_BODY = 16 * 1024;
