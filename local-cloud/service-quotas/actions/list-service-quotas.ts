import {
  ListServiceQuotas$,
  type ListServiceQuotasRequest,
  type ListServiceQuotasResponse,
} from '@aws-sdk/client-service-quotas';
import { defineAction } from '../action.ts';

/** What labelloop's defaults need of SageMaker: the laptop holds none of them to it. */
const QUOTAS: Readonly<Record<string, string[]>> = {
  sagemaker: [
    'ml.c5.2xlarge for training job usage',
    'ml.m5.xlarge for transform job usage',
    'Maximum number of concurrent invocations across all serverless endpoints',
  ],
};
const PLENTY = 100;

export const listServiceQuotas = defineAction<ListServiceQuotasRequest, ListServiceQuotasResponse>({
  schema: ListServiceQuotas$,
  access: () => [{ action: 'servicequotas:ListServiceQuotas', resource: '*' }],
  handle: ({ ServiceCode = '' }) => ({
    Quotas: (QUOTAS[ServiceCode] ?? []).map((QuotaName) => ({ ServiceCode, QuotaName, Value: PLENTY })),
  }),
});
