import type { Project } from '../../contracts/project.ts';
import type { GateDecision } from '../../contracts/training.ts';
import { type Owner, projectTags } from './training-request.ts';

/** SageMaker's limits: CustomerMetadataValue, EntityDescription and the characters that both take. */
const LONGEST_VALUE = 256;
const LONGEST_DESCRIPTION = 1_024;
const notTaken = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu;

/** What is known of where a model comes from, beside its files. */
export interface Lineage {
  modelName: string;
  trainingJobName: string;
  datasetVersion: number;
  validationHash: string;
  decision: GateDecision;
  /** S3 URI of `decision.json`. */
  decisionUri: string;
}

/** The project's group in the model registry. @param prefix the stage's, e.g. `labelloop-dev` */
export const modelPackageGroupName = (prefix: string, { project, uid }: Pick<Owner, 'project' | 'uid'>) =>
  `${prefix}-${project}-${uid}`;

/** Complete CreateModelPackageGroup request. */
export const modelPackageGroupRequest = (prefix: string, owner: Owner) => ({
  ModelPackageGroupName: modelPackageGroupName(prefix, owner),
  ModelPackageGroupDescription: `Models of labelloop's project ${owner.project}`,
  Tags: projectTags(owner),
});

/**
 * CreateModelPackage request without its container, which only DescribeTrainingJob tells. Tags go to the group:
 * SageMaker takes none for a version of it.
 * @param token one for each model, 36 characters at most: the same request again answers with the same package
 */
export function modelPackageRequest(
  prefix: string,
  owner: Owner,
  { modelName, trainingJobName, datasetVersion, validationHash, decision, decisionUri }: Lineage,
  { endpoint }: Pick<Project, 'endpoint'>,
  token: string,
) {
  const { challenger, reason } = decision;
  const metadata: Record<string, string> = {
    project: owner.project,
    batch: owner.batchId,
    execution: owner.executionArn,
    model: modelName,
    trainingJob: trainingJobName,
    datasetVersion: String(datasetVersion),
    validationHash,
    validationImages: String(challenger.images),
    [challenger.metric]: String(challenger.score),
    ...Object.fromEntries(Object.entries(challenger.others).map(([name, value]) => [name, String(value)])),
    gate: reason,
  };
  return {
    ModelPackageGroupName: modelPackageGroupName(prefix, owner),
    ModelPackageDescription: plain(reason, LONGEST_DESCRIPTION),
    ModelApprovalStatus: 'PendingManualApproval',
    InferenceSpecification: {
      SupportedContentTypes: ['image/jpeg', 'image/png', 'application/x-image'],
      SupportedResponseMIMETypes: ['application/json'],
      SupportedTransformInstanceTypes: ['ml.m5.xlarge'],
      SupportedRealtimeInferenceInstanceTypes: [endpoint.instanceType],
    },
    ModelMetrics: { ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri: decisionUri } } },
    CustomerMetadataProperties: Object.fromEntries(
      Object.entries(metadata).map(([name, value]) => [name, plain(value, LONGEST_VALUE)]),
    ),
    ClientToken: token,
  };
}

const plain = (text: string, length: number) =>
  text.replaceAll(notTaken, ' ').replace(/\s+/g, ' ').trim().slice(0, length) || '-';
