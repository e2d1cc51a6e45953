import type { ApiAction } from '../wire/api-action.ts';
import { getCallerIdentity } from './actions/get-caller-identity.ts';

/** STS as far as scripts ask it who they are. */
export const STS_ACTIONS: ReadonlyArray<ApiAction<object, unknown, undefined>> = [getCallerIdentity];
