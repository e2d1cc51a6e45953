import type { ApiAction, RestCall } from '../wire/api-action.ts';
import type { SageMakerContext } from './action.ts';
import { addTags } from './actions/add-tags.ts';
import { createEndpoint } from './actions/create-endpoint.ts';
import { createEndpointConfig } from './actions/create-endpoint-config.ts';
import { createModel } from './actions/create-model.ts';
import { createTrainingJob } from './actions/create-training-job.ts';
import { createTransformJob } from './actions/create-transform-job.ts';
import { deleteEndpoint } from './actions/delete-endpoint.ts';
import { deleteEndpointConfig } from './actions/delete-endpoint-config.ts';
import { deleteModel } from './actions/delete-model.ts';
import { describeEndpoint } from './actions/describe-endpoint.ts';
import { describeEndpointConfig } from './actions/describe-endpoint-config.ts';
import { describeModel } from './actions/describe-model.ts';
import { describeTrainingJob } from './actions/describe-training-job.ts';
import { describeTransformJob } from './actions/describe-transform-job.ts';
import { invokeEndpoint } from './actions/invoke-endpoint.ts';
import { listEndpointConfigs } from './actions/list-endpoint-configs.ts';
import { listEndpoints } from './actions/list-endpoints.ts';
import { listModels } from './actions/list-models.ts';
import { listTags } from './actions/list-tags.ts';
import { listTrainingJobs } from './actions/list-training-jobs.ts';
import { listTransformJobs } from './actions/list-transform-jobs.ts';
import { stopTrainingJob } from './actions/stop-training-job.ts';
import { stopTransformJob } from './actions/stop-transform-job.ts';
import { updateEndpoint } from './actions/update-endpoint.ts';

/** Every control-plane action of jobs, models and endpoints; docs/feature-support/sagemaker.md lists them. */
export const SAGEMAKER_ACTIONS: ReadonlyArray<ApiAction<object, unknown, SageMakerContext>> = [
  addTags,
  createEndpoint,
  createEndpointConfig,
  createModel,
  createTrainingJob,
  createTransformJob,
  deleteEndpoint,
  deleteEndpointConfig,
  deleteModel,
  describeEndpoint,
  describeEndpointConfig,
  describeModel,
  describeTrainingJob,
  describeTransformJob,
  listEndpointConfigs,
  listEndpoints,
  listModels,
  listTags,
  listTrainingJobs,
  listTransformJobs,
  stopTrainingJob,
  stopTransformJob,
  updateEndpoint,
];

/** SageMaker's runtime: what live endpoints answer. */
export const SAGEMAKER_RUNTIME_ACTIONS: ReadonlyArray<ApiAction<object, unknown, SageMakerContext, RestCall>> = [
  invokeEndpoint,
];
