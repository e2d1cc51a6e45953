import { signal } from '@preact/signals';

export type Route = { page: 'jobs' } | { page: 'statistics' } | { page: 'work'; jobReference: string };

/** What a one-time link carries behind `#`, where no server sees it. */
export interface Invitation {
  invitation: string;
  /** The link's holder begins at once, without choosing a password: for a person trying it out on their own machine. */
  isGuest: boolean;
}

export const route = signal<Route>(readRoute(location.hash));
export const invitation = signal<Invitation | null>(takeInvitation());

addEventListener('hashchange', () => {
  invitation.value = takeInvitation() ?? invitation.value;
  route.value = readRoute(location.hash);
});

export function linkTo(to: Route): string {
  if (to.page === 'work') return `#/jobs/${encodeURIComponent(to.jobReference)}`;
  return to.page === 'statistics' ? '#/statistics' : '#/';
}

function readRoute(hash: string): Route {
  const job = /^#\/jobs\/(.+)$/.exec(hash)?.[1];
  if (job) return { page: 'work', jobReference: decodeURIComponent(job) };
  return hash === '#/statistics' ? { page: 'statistics' } : { page: 'jobs' };
}

/** Reads the invitation and takes it out of the address, so that it stays in no history. */
function takeInvitation(): Invitation | null {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const found = fragment.get('invitation') ?? fragment.get('invite');
  if (!found) return null;
  history.replaceState(null, '', '#/');
  return { invitation: found, isGuest: fragment.has('guest') };
}
