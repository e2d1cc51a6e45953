import { defineAction } from '../action.ts';
import { listWorkforcesSchema } from '../contracts/labeling-requests.ts';
import { pageOf, sortableTime } from '../list-page.ts';
import { workforceOf } from '../workers/workforce-description.ts';

export const listWorkforces = defineAction({
  name: 'ListWorkforces',
  input: listWorkforcesSchema,
  async handle(request, { workteams }) {
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
  },
});
