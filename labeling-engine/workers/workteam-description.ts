import type { StoredWorkteam, WorkteamStore } from './workteam-store.ts';

/** A team as DescribeWorkteam, ListWorkteams and UpdateWorkteam show it. */
export function workteamOf(team: StoredWorkteam, store: WorkteamStore) {
  const { WorkforceName, ...request } = team.request;
  const SubDomain = store.portalHost();
  return {
    ...request,
    WorkteamArn: store.arnOf(team.request.WorkteamName),
    ...(WorkforceName && { WorkforceArn: store.workforceArnOf(WorkforceName) }),
    ...(SubDomain !== undefined && { SubDomain }),
    CreateDate: new Date(team.createdAt),
    LastUpdatedDate: new Date(team.modifiedAt),
  };
}
