import type { ApiAction } from '../wire/api-action.ts';
import { listServiceQuotas } from './actions/list-service-quotas.ts';

/** Service Quotas as far as `labelloop deploy` asks it; docs/feature-support.md lists it. */
export const SERVICE_QUOTAS_ACTIONS: ReadonlyArray<ApiAction<object, unknown, undefined>> = [listServiceQuotas];
