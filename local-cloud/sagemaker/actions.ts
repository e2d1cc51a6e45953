import type { ApiAction, RestCall } from '../wire/api-action.ts';
import type { SageMakerContext } from './action.ts';
import { addTags } from './actions/add-tags.ts';
import { createEndpoint } from './actions/create-endpoint.ts';
import { createEndpointConfig } from './actions/create-endpoint-config.ts';
import { createModel } from './actions/create-model.ts';
import { createModelPackage } from './actions/create-model-package.ts';
import { createModelPackageGroup } from './actions/create-model-package-group.ts';
import { createProcessingJob } from './actions/create-processing-job.ts';
import { createTrainingJob } from './actions/create-training-job.ts';
import { createTransformJob } from './actions/create-transform-job.ts';
import { deleteEndpoint } from './actions/delete-endpoint.ts';
import { deleteEndpointConfig } from './actions/delete-endpoint-config.ts';
import { deleteModel } from './actions/delete-model.ts';
import { deleteModelPackage } from './actions/delete-model-package.ts';
import { deleteModelPackageGroup } from './actions/delete-model-package-group.ts';
import { describeEndpoint } from './actions/describe-endpoint.ts';
import { describeEndpointConfig } from './actions/describe-endpoint-config.ts';
import { describeModel } from './actions/describe-model.ts';
import { describeModelPackage } from './actions/describe-model-package.ts';
import { describeModelPackageGroup } from './actions/describe-model-package-group.ts';
import { describeProcessingJob } from './actions/describe-processing-job.ts';
import { describeTrainingJob } from './actions/describe-training-job.ts';
import { describeTransformJob } from './actions/describe-transform-job.ts';
import { invokeEndpoint } from './actions/invoke-endpoint.ts';
import { listEndpointConfigs } from './actions/list-endpoint-configs.ts';
import { listEndpoints } from './actions/list-endpoints.ts';
import { listModelPackageGroups } from './actions/list-model-package-groups.ts';
import { listModelPackages } from './actions/list-model-packages.ts';
import { listModels } from './actions/list-models.ts';
import { listProcessingJobs } from './actions/list-processing-jobs.ts';
import { listTags } from './actions/list-tags.ts';
import { listTrainingJobs } from './actions/list-training-jobs.ts';
import { listTransformJobs } from './actions/list-transform-jobs.ts';
import { stopProcessingJob } from './actions/stop-processing-job.ts';
import { stopTrainingJob } from './actions/stop-training-job.ts';
import { stopTransformJob } from './actions/stop-transform-job.ts';
import { updateEndpoint } from './actions/update-endpoint.ts';
import { updateModelPackage } from './actions/update-model-package.ts';

/** Every control-plane action of jobs, models and endpoints; docs/feature-support/sagemaker.md lists them. */
export const SAGEMAKER_ACTIONS: ReadonlyArray<ApiAction<object, unknown, SageMakerContext>> = [
  addTags,
  createEndpoint,
  createEndpointConfig,
  createModel,
  createModelPackage,
  createModelPackageGroup,
  createProcessingJob,
  createTrainingJob,
  createTransformJob,
  deleteEndpoint,
  deleteEndpointConfig,
  deleteModel,
  deleteModelPackage,
  deleteModelPackageGroup,
  describeEndpoint,
  describeEndpointConfig,
  describeModel,
  describeModelPackage,
  describeModelPackageGroup,
  describeProcessingJob,
  describeTrainingJob,
  describeTransformJob,
  listEndpointConfigs,
  listEndpoints,
  listModelPackageGroups,
  listModelPackages,
  listModels,
  listProcessingJobs,
  listTags,
  listTrainingJobs,
  listTransformJobs,
  stopProcessingJob,
  stopTrainingJob,
  stopTransformJob,
  updateEndpoint,
  updateModelPackage,
];

/** SageMaker's runtime: what live endpoints answer. */
export const SAGEMAKER_RUNTIME_ACTIONS: ReadonlyArray<ApiAction<object, unknown, SageMakerContext, RestCall>> = [
  invokeEndpoint,
];
