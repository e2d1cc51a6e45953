import { defineAction } from '../action.ts';
import { createWorkforceSchema } from '../contracts/labeling-requests.ts';
import { LabelingApiError } from '../labeling-api-error.ts';

/** People sign in by invitation here; a Cognito configuration is kept and shown, not used. */
export const createWorkforce = defineAction({
  name: 'CreateWorkforce',
  input: createWorkforceSchema,
  async handle({ Tags: _, ...request }, engine) {
    const { ports, workteams } = engine;
    const [existing] = await workteams.workforces.list();
    if (existing)
      throw new LabelingApiError(
        'ValidationException',
        `the account has a private workforce already: ${existing.request.WorkforceName}`,
      );
    const now = ports.now();
    const created = {
      version: 1,
      writerId: ports.randomHex(8),
      deleted: false,
      createdAt: now,
      modifiedAt: now,
    } as const;
    await workteams.workforces.create(request.WorkforceName, { ...created, request });
    return { WorkforceArn: workteams.workforceArnOf(request.WorkforceName) };
  },
});
