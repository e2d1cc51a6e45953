import type { JsonAction } from '../wire/json-protocol.ts';
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
import { listEndpointConfigs } from './actions/list-endpoint-configs.ts';
import { listEndpoints } from './actions/list-endpoints.ts';
import { listModels } from './actions/list-models.ts';
import { listTags } from './actions/list-tags.ts';
import { listTrainingJobs } from './actions/list-training-jobs.ts';
import { listTransformJobs } from './actions/list-transform-jobs.ts';
import { stopTrainingJob } from './actions/stop-training-job.ts';
import { stopTransformJob } from './actions/stop-transform-job.ts';
import { updateEndpoint } from './actions/update-endpoint.ts';

/** Every control-plane operation of jobs, models and endpoints; docs/feature-support/sagemaker.md lists them. */
export const sageMakerActions = (context: SageMakerContext): Record<string, JsonAction> => ({
  AddTags: addTags(context),
  CreateEndpoint: createEndpoint(context),
  CreateEndpointConfig: createEndpointConfig(context),
  CreateModel: createModel(context),
  CreateTrainingJob: createTrainingJob(context),
  CreateTransformJob: createTransformJob(context),
  DeleteEndpoint: deleteEndpoint(context),
  DeleteEndpointConfig: deleteEndpointConfig(context),
  DeleteModel: deleteModel(context),
  DescribeEndpoint: describeEndpoint(context),
  DescribeEndpointConfig: describeEndpointConfig(context),
  DescribeModel: describeModel(context),
  DescribeTrainingJob: describeTrainingJob(context),
  DescribeTransformJob: describeTransformJob(context),
  ListEndpointConfigs: listEndpointConfigs(context),
  ListEndpoints: listEndpoints(context),
  ListModels: listModels(context),
  ListTags: listTags(context),
  ListTrainingJobs: listTrainingJobs(context),
  ListTransformJobs: listTransformJobs(context),
  StopTrainingJob: stopTrainingJob(context),
  StopTransformJob: stopTransformJob(context),
  UpdateEndpoint: updateEndpoint(context),
});
