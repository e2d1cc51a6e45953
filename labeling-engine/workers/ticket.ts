import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a ticket is bound to. */
export interface TicketHolder {
  jobReference: string;
  objectId: string;
  workerId: string;
}

/**
 * `<lease id>.<accepted at, base 36>.<hmac>`: proof that this worker was given this object under this lease. It
 * outlives the lease and the process, so that finished work is never refused for lateness alone.
 */
export function issueTicket(secret: string, holder: TicketHolder, leaseId: string, acceptedAt: number): string {
  const time = acceptedAt.toString(36);
  return `${leaseId}.${time}.${seal(secret, holder, leaseId, time)}`;
}

/** undefined for a ticket that is forged or somebody else's. */
export function readTicket(
  secret: string,
  holder: TicketHolder,
  ticket: string,
): { leaseId: string; acceptedAt: number } | undefined {
  const [leaseId = '', time = '', given = '', ...rest] = ticket.split('.');
  const expected = seal(secret, holder, leaseId, time);
  if (rest.length > 0 || given.length !== expected.length) return undefined;
  if (!timingSafeEqual(Buffer.from(given), Buffer.from(expected))) return undefined;
  return { leaseId, acceptedAt: Number.parseInt(time, 36) };
}

function seal(secret: string, holder: TicketHolder, leaseId: string, time: string): string {
  const bound = JSON.stringify([holder.jobReference, holder.objectId, holder.workerId, leaseId, time]);
  return createHmac('sha256', secret).update(bound).digest('base64url');
}
