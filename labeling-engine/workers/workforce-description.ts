import type { StoredWorkforce, WorkteamStore } from './workteam-store.ts';

/** A workforce as Describe-, List- and UpdateWorkforce show it. */
export function workforceOf(workforce: StoredWorkforce, store: WorkteamStore) {
  return {
    ...workforce.request,
    WorkforceArn: store.workforceArnOf(workforce.request.WorkforceName),
    Status: 'Active',
    CreateDate: new Date(workforce.createdAt),
    LastUpdatedDate: new Date(workforce.modifiedAt),
  };
}
