import {
  DescribeModelPackageCommand,
  ListModelPackagesCommand,
  type ModelApprovalStatus,
  UpdateModelPackageCommand,
} from '@aws-sdk/client-sagemaker';
import { sageMaker } from './sagemaker.ts';

/** One model in the registry. */
export interface RegisteredModel {
  arn: string;
  version: number;
  modelName: string;
  /** ARN of the execution that registered it. */
  execution: string;
  approval: string;
  /** Who decided, and why; empty before. */
  approvalDescription: string;
}

/** There is no group before the first model passes the gate. */
const isMissing = (error: unknown) => /does not exist|not found|could not find/i.test((error as Error).message);

/**
 * The models of a group, the newest first.
 * @param status only those; default: all
 */
export async function listRegisteredModels(group: string, status?: ModelApprovalStatus): Promise<RegisteredModel[]> {
  const found: RegisteredModel[] = [];
  for (let NextToken: string | undefined; ; ) {
    const page = await sageMaker()
      .send(
        new ListModelPackagesCommand({
          ModelPackageGroupName: group,
          MaxResults: 100,
          ...(status && { ModelApprovalStatus: status }),
          ...(NextToken !== undefined && { NextToken }),
        }),
      )
      .catch((error: unknown) => {
        if (isMissing(error)) return undefined;
        throw error;
      });
    for (const { ModelPackageArn } of page?.ModelPackageSummaryList ?? []) {
      const one = await sageMaker().send(new DescribeModelPackageCommand({ ModelPackageName: ModelPackageArn }));
      found.push({
        arn: ModelPackageArn!,
        version: one.ModelPackageVersion ?? 0,
        modelName: one.CustomerMetadataProperties?.model ?? '',
        execution: one.CustomerMetadataProperties?.execution ?? '',
        approval: one.ModelApprovalStatus ?? '',
        approvalDescription: one.ApprovalDescription ?? '',
      });
    }
    NextToken = page?.NextToken;
    if (NextToken === undefined) return found.sort((a, b) => b.version - a.version);
  }
}

/** @param why at most 1,024 characters */
export async function decideOnModel(arn: string, approval: 'Approved' | 'Rejected', why: string): Promise<void> {
  await sageMaker().send(
    new UpdateModelPackageCommand({
      ModelPackageArn: arn,
      ModelApprovalStatus: approval,
      ApprovalDescription: why.slice(0, 1024),
    }),
  );
}
