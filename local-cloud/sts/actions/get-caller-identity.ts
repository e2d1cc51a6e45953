import { GetCallerIdentity$, type GetCallerIdentityRequest, type GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import { ACCOUNT_ID } from '../../wire/service.ts';
import { defineAction } from '../action.ts';

/** IAM lets everybody call it. */
export const getCallerIdentity = defineAction<GetCallerIdentityRequest, GetCallerIdentityResponse>({
  schema: GetCallerIdentity$,
  access: () => [{ action: 'sts:GetCallerIdentity', resource: '*' }],
  handle: (_input, _context, { caller }) => ({
    Arn: `arn:aws:iam::${ACCOUNT_ID}:user/${caller.principal}`,
    UserId: caller.accessKeyId,
    Account: ACCOUNT_ID,
  }),
});
