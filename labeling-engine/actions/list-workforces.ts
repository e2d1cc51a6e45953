import { action, pageOf, sortableTime } from '../action.ts';
import { listWorkforcesSchema } from '../contracts/labeling-requests.ts';
import { workforceOf } from '../workers/workforce-description.ts';

export const listWorkforces = action(listWorkforcesSchema, async (request, { workteams }) => {
  const wanted = (await workteams.workforces.list()).filter((workforce) =>
    workforce.request.WorkforceName.includes(request.NameContains ?? ''),
  );
  const { items, NextToken } = pageOf(
    wanted,
    request,
    (workforce) => sortableTime(workforce.createdAt),
    (workforce) => workforce.request.WorkforceName,
  );
  return { Workforces: items.map((workforce) => workforceOf(workforce, workteams)), ...(NextToken && { NextToken }) };
});
