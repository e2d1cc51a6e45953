import { signal } from '@preact/signals';
import type { SessionAnswer } from '../labeling-engine/contracts/worker-api.ts';
import { WorkerClient } from './worker-client.ts';

const STORED = 'labelloop-session';
const LOOK_EVERY_MS = 60_000;
const RENEW_BEFORE_MS = 60 * 60_000;

/** Who is signed in, in this tab. */
export const session = signal<SessionAnswer | null>(readStored());
/** The session ended without the worker's doing. */
export const hasExpired = signal(false);

export const client = new WorkerClient(
  () => session.value?.token,
  () => {
    hasExpired.value = true;
    keep(null);
  },
);

/** Takes a session; null ends it here. */
export function keep(next: SessionAnswer | null): void {
  if (next) {
    hasExpired.value = false;
    sessionStorage.setItem(STORED, JSON.stringify(next));
  } else {
    sessionStorage.removeItem(STORED);
  }
  session.value = next;
}

/** Ends the session here, and on the server if that can be reached. */
export async function signOut(): Promise<void> {
  await client.signOut().catch(() => undefined);
  keep(null);
}

/** Renews the session before it ends, as long as the page is open. */
export function keepSessionFresh(): void {
  setInterval(async () => {
    if (!session.value || session.value.expiresAt - Date.now() > RENEW_BEFORE_MS) return;
    await client.renewSession().then(keep, () => undefined);
  }, LOOK_EVERY_MS);
}

function readStored(): SessionAnswer | null {
  const stored = JSON.parse(sessionStorage.getItem(STORED) ?? 'null') as SessionAnswer | null;
  return stored && stored.expiresAt > Date.now() ? stored : null;
}
