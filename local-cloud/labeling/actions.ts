import type { Tag } from '@aws-sdk/client-sagemaker';
import * as sageMaker from '@aws-sdk/client-sagemaker';
import type { StaticOperationSchema } from '@smithy/types';
import type { BoundLabelingAction } from '../../labeling-engine/action.ts';
import type { LabelingActionName } from '../../labeling-engine/actions.ts';
import { LabelingApiError } from '../../labeling-engine/labeling-api-error.ts';
import { ENGINE_OPERATIONS } from '../../shared/aws/engine-operations.ts';
import { accessTo } from '../sagemaker/action.ts';
import { type ApiAction, type BoundAction, bindActions } from '../wire/api-action.ts';
import { AwsError } from '../wire/aws-error.ts';
import { ACCOUNT_ID, type AccessLog, REGION } from '../wire/service.ts';

interface LabelingRequest {
  LabelingJobName?: string;
  WorkteamName?: string;
  WorkforceName?: string;
  FlowDefinitionName?: string;
  HumanTaskUiName?: string;
  WorkteamArn?: string;
  RoleArn?: string;
  Tags?: Tag[];
}

/** Actions of Augmented AI's runtime, which has a protocol of its own: `human-loop-service.ts`. */
type RestActionName = Extract<LabelingActionName, `${string}HumanLoop` | 'ListHumanLoops'>;

const SCHEMAS: Record<Exclude<LabelingActionName, RestActionName>, StaticOperationSchema> = {
  ...ENGINE_OPERATIONS,
  CreateFlowDefinition: sageMaker.CreateFlowDefinition$,
  CreateHumanTaskUi: sageMaker.CreateHumanTaskUi$,
  CreateLabelingJob: sageMaker.CreateLabelingJob$,
  CreateWorkforce: sageMaker.CreateWorkforce$,
  CreateWorkteam: sageMaker.CreateWorkteam$,
  DeleteFlowDefinition: sageMaker.DeleteFlowDefinition$,
  DeleteHumanTaskUi: sageMaker.DeleteHumanTaskUi$,
  DeleteWorkforce: sageMaker.DeleteWorkforce$,
  DeleteWorkteam: sageMaker.DeleteWorkteam$,
  DescribeFlowDefinition: sageMaker.DescribeFlowDefinition$,
  DescribeHumanTaskUi: sageMaker.DescribeHumanTaskUi$,
  DescribeLabelingJob: sageMaker.DescribeLabelingJob$,
  DescribeWorkforce: sageMaker.DescribeWorkforce$,
  DescribeWorkteam: sageMaker.DescribeWorkteam$,
  ListFlowDefinitions: sageMaker.ListFlowDefinitions$,
  ListHumanTaskUis: sageMaker.ListHumanTaskUis$,
  ListLabelingJobs: sageMaker.ListLabelingJobs$,
  ListLabelingJobsForWorkteam: sageMaker.ListLabelingJobsForWorkteam$,
  ListWorkforces: sageMaker.ListWorkforces$,
  ListWorkteams: sageMaker.ListWorkteams$,
  RenderUiTemplate: sageMaker.RenderUiTemplate$,
  StopLabelingJob: sageMaker.StopLabelingJob$,
  UpdateWorkforce: sageMaker.UpdateWorkforce$,
  UpdateWorkteam: sageMaker.UpdateWorkteam$,
};

const arn = (resource: string) => `arn:aws:sagemaker:${REGION}:${ACCOUNT_ID}:${resource}`;

function resourceOf(request: LabelingRequest): string {
  const { LabelingJobName, WorkteamArn, WorkteamName, FlowDefinitionName, HumanTaskUiName } = request;
  if (LabelingJobName) return arn(`labeling-job/${LabelingJobName.toLowerCase()}`);
  if (WorkteamArn) return WorkteamArn;
  if (WorkteamName) return arn(`workteam/private-crowd/${WorkteamName}`);
  if (FlowDefinitionName) return arn(`flow-definition/${FlowDefinitionName}`);
  if (HumanTaskUiName) return arn(`human-task-ui/${HumanTaskUiName}`);
  return request.WorkforceName ? arn(`workforce/${request.WorkforceName}`) : '*';
}

/** The engine's actions among the laptop's SageMaker's: the SDK's schemas, the access log, AWS's errors. */
export function labelingActions(
  actions: Record<LabelingActionName, BoundLabelingAction>,
  accessLog: AccessLog,
): BoundAction[] {
  const names = Object.keys(SCHEMAS) as Array<keyof typeof SCHEMAS>;
  const defined = names.map(
    (name): ApiAction<LabelingRequest, unknown, undefined> => ({
      schema: SCHEMAS[name],
      access: (request) => accessTo(name, resourceOf(request), request, request.RoleArn),
      handle: (request) => asAwsErrors(() => actions[name]({ ...request })),
    }),
  );
  return bindActions(defined, undefined, accessLog);
}

/** @throws AwsError for what the engine refuses */
export async function asAwsErrors<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof LabelingApiError) throw new AwsError(error.code, error.message);
    throw error;
  }
}
