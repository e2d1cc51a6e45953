import { defineAction } from '../action.ts';
import { listHumanTaskUisSchema } from '../contracts/human-loop-requests.ts';
import { isBetween, pageOf, sortableTime } from '../list-page.ts';

export const listHumanTaskUis = defineAction({
  name: 'ListHumanTaskUis',
  input: listHumanTaskUisSchema,
  async handle(request, { flows }) {
    const wanted = (await flows.uis.list()).filter(({ createdAt }) =>
      isBetween(createdAt, request.CreationTimeAfter, request.CreationTimeBefore),
    );
    const { items, NextToken } = pageOf(
      wanted,
      request,
      ({ createdAt }) => sortableTime(createdAt),
      ({ name }) => name,
    );
    const HumanTaskUiSummaries = items.map(({ name, createdAt }) => ({
      HumanTaskUiName: name,
      HumanTaskUiArn: flows.arnOf('human-task-ui', name),
      CreationTime: new Date(createdAt),
    }));
    return { HumanTaskUiSummaries, ...(NextToken && { NextToken }) };
  },
});
