import { defineAction } from '../action.ts';
import { listWorkteamsSchema } from '../contracts/labeling-requests.ts';
import { pageOf, sortableTime } from '../list-page.ts';
import { workteamOf } from '../workers/workteam-description.ts';

export const listWorkteams = defineAction({
  name: 'ListWorkteams',
  input: listWorkteamsSchema,
  async handle(request, { workteams }) {
    const wanted = (await workteams.teams.list()).filter((team) =>
      team.request.WorkteamName.includes(request.NameContains ?? ''),
    );
    const { items, NextToken } = pageOf(
      wanted,
      request,
      (team) => (request.SortBy === 'Name' ? '' : sortableTime(team.createdAt)),
      (team) => team.request.WorkteamName,
    );
    return { Workteams: items.map((team) => workteamOf(team, workteams)), ...(NextToken && { NextToken }) };
  },
});
