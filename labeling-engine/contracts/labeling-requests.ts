import * as z from 'zod/mini';
import { integer, page, tags, text, timestamp, uri, workteamArn } from './request-members.ts';

/**
 * Requests of the labeling API with the limits of SageMaker's service model (2017-07-24). Members that we do not act on
 * are named in `actions/create-labeling-job.ts`, which refuses them by name.
 */

const labelingJobName = text(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/, 63);
const workteamName = text(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/, 63);
const workforceName = text(/^[a-zA-Z0-9]([a-zA-Z0-9-]){0,62}$/, 63);
const lambdaArn = text(/^arn:aws[a-z-]*:lambda:[a-z0-9-]*:[0-9]{12}:function:.*$/, 2048);

export const createLabelingJobSchema = z.object({
  LabelingJobName: labelingJobName,
  LabelAttributeName: text(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,126}$/, 127),
  InputConfig: z.object({
    DataSource: z.object({
      S3DataSource: z.optional(z.object({ ManifestS3Uri: uri })),
      SnsDataSource: z.optional(z.object({ SnsTopicArn: z.string() })),
    }),
    DataAttributes: z.optional(z.object({ ContentClassifiers: z.optional(z.array(z.string())) })),
  }),
  OutputConfig: z.object({
    S3OutputPath: uri,
    KmsKeyId: z.optional(text(/^[a-zA-Z0-9:/_-]*$/, 2048, 0)),
    SnsTopicArn: z.optional(z.string()),
  }),
  RoleArn: text(/^arn:aws[a-z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/, 2048, 20),
  LabelCategoryConfigS3Uri: z.optional(uri),
  StoppingConditions: z.optional(
    z.object({
      MaxHumanLabeledObjectCount: z.optional(integer(1, Number.MAX_SAFE_INTEGER)),
      MaxPercentageOfInputDatasetLabeled: z.optional(integer(1, 100)),
    }),
  ),
  LabelingJobAlgorithmsConfig: z.optional(
    z.object({
      LabelingJobAlgorithmSpecificationArn: text(/^arn:.*$/, 2048),
      InitialActiveLearningModelArn: z.optional(
        text(/^arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:model\/.*$/, 2048, 20),
      ),
      LabelingJobResourceConfig: z.optional(
        z.object({
          VolumeKmsKeyId: z.optional(text(/^[a-zA-Z0-9:/_-]*$/, 2048)),
          VpcConfig: z.optional(
            z.object({
              SecurityGroupIds: z.array(z.string()).check(z.minLength(1), z.maxLength(5)),
              Subnets: z.array(z.string()).check(z.minLength(1), z.maxLength(16)),
            }),
          ),
        }),
      ),
    }),
  ),
  HumanTaskConfig: z.object({
    WorkteamArn: workteamArn,
    UiConfig: z.object({ UiTemplateS3Uri: z.optional(uri), HumanTaskUiArn: z.optional(z.string()) }),
    PreHumanTaskLambdaArn: z.optional(lambdaArn),
    AnnotationConsolidationConfig: z.optional(z.object({ AnnotationConsolidationLambdaArn: lambdaArn })),
    TaskKeywords: z.optional(z.array(text(/^[A-Za-z0-9]+( [A-Za-z0-9]+)*$/, 30)).check(z.minLength(1), z.maxLength(5))),
    TaskTitle: text(/^.*$/s, 128),
    TaskDescription: text(/^.+$/s, 255),
    NumberOfHumanWorkersPerDataObject: integer(1, 9),
    TaskTimeLimitInSeconds: integer(30, 2_592_000),
    TaskAvailabilityLifetimeInSeconds: z.optional(integer(60, 2_592_000)),
    MaxConcurrentTaskCount: z.optional(integer(1, 5000)),
    PublicWorkforceTaskPrice: z.optional(z.looseObject({})),
  }),
  Tags: tags,
});
export type CreateLabelingJobRequest = z.infer<typeof createLabelingJobSchema>;

export const labelingJobNameSchema = z.object({ LabelingJobName: labelingJobName });
const times = { CreationTimeAfter: timestamp, CreationTimeBefore: timestamp };
export const listLabelingJobsSchema = z.object({
  ...page,
  ...times,
  LastModifiedTimeAfter: timestamp,
  LastModifiedTimeBefore: timestamp,
  NameContains: z.optional(text(/^[a-zA-Z0-9-]+$/, 63)),
  SortBy: z.optional(z.enum(['Name', 'CreationTime', 'Status'])),
  StatusEquals: z.optional(z.enum(['Initializing', 'InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped'])),
});
export const listLabelingJobsForWorkteamSchema = z.object({
  ...page,
  ...times,
  WorkteamArn: workteamArn,
  JobReferenceCodeContains: z.optional(text(/^.+$/, 255)),
  SortBy: z.optional(z.enum(['CreationTime'])),
});

const memberDefinitions = z
  .array(
    z.object({
      CognitoMemberDefinition: z.optional(
        z.object({
          UserPool: text(/^[\w-]+_[0-9a-zA-Z]+$/, 55),
          UserGroup: text(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u, 128),
          ClientId: text(/^[ -~]+$/, 1024),
        }),
      ),
      OidcMemberDefinition: z.optional(
        z.object({
          Groups: z.array(text(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u, 63)).check(z.minLength(1), z.maxLength(10)),
        }),
      ),
    }),
  )
  .check(z.minLength(1), z.maxLength(10));

export const createWorkteamSchema = z.object({
  WorkteamName: workteamName,
  WorkforceName: z.optional(workforceName),
  MemberDefinitions: memberDefinitions,
  Description: text(/^.+$/s, 200),
  NotificationConfiguration: z.optional(z.looseObject({ NotificationTopicArn: z.optional(z.string()) })),
  WorkerAccessConfiguration: z.optional(z.looseObject({})),
  Tags: tags,
});
export const updateWorkteamSchema = z.object({
  WorkteamName: workteamName,
  MemberDefinitions: z.optional(memberDefinitions),
  Description: z.optional(text(/^.+$/s, 200)),
  NotificationConfiguration: z.optional(z.looseObject({ NotificationTopicArn: z.optional(z.string()) })),
  WorkerAccessConfiguration: z.optional(z.looseObject({})),
});
export const workteamNameSchema = z.object({ WorkteamName: workteamName });
export const listWorkteamsSchema = z.object({
  ...page,
  SortBy: z.optional(z.enum(['Name', 'CreateDate'])),
  NameContains: z.optional(workteamName),
});

const workforceSettings = {
  CognitoConfig: z.optional(z.looseObject({ UserPool: z.string(), ClientId: z.string() })),
  SourceIpConfig: z.optional(z.looseObject({ Cidrs: z.array(z.string()).check(z.maxLength(10)) })),
};
export const createWorkforceSchema = z.object({ WorkforceName: workforceName, ...workforceSettings, Tags: tags });
export const updateWorkforceSchema = z.object({
  WorkforceName: workforceName,
  SourceIpConfig: workforceSettings.SourceIpConfig,
});
export const workforceNameSchema = z.object({ WorkforceName: workforceName });
export const listWorkforcesSchema = z.object({
  ...page,
  SortBy: z.optional(z.enum(['Name', 'CreateDate'])),
  NameContains: z.optional(workforceName),
});

export const renderUiTemplateSchema = z.object({
  UiTemplate: z.optional(z.object({ Content: text(/^.*$/s, 128_000) })),
  HumanTaskUiArn: z.optional(z.string()),
  Task: z.object({ Input: text(/^.+$/s, 128_000, 2) }),
  RoleArn: text(/^arn:aws[a-z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/, 2048, 20),
});

/** Not AWS's: invites a person to a work team; the answer's `Invitation` belongs into the portal's one-time link. */
export const inviteWorkerSchema = z.object({
  WorkerName: z
    .string()
    .check(z.minLength(1), z.maxLength(64), z.regex(/^[^\p{C}]+$/u, 'Member must hold printable characters')),
  WorkteamArn: workteamArn,
});

/** Not AWS's: who labels, by name. */
export const listWorkersSchema = z.object({ WorkteamArn: z.optional(workteamArn) });

/** Not AWS's: takes a person's name, password, sessions and teams away for good. */
export const forgetWorkerSchema = z.object({ WorkerId: text(/^private\.[a-z0-9-]+\.[0-9a-f]{16}$/, 64) });

/** What a person may do. `Removed`: no task, no sign-in; what they answered stays and counts. */
export const WORKER_STATUSES = ['Active', 'Paused', 'Removed'] as const;

/** Not AWS's: lets a worker work, pauses them in every job, or takes them off their teams. */
export const updateWorkerSchema = z.object({
  WorkerId: text(/^private\.[a-z0-9-]+\.[0-9a-f]{16}$/, 64),
  WorkerStatus: z.enum(WORKER_STATUSES),
  /** Told to a paused worker. */
  Reason: z.optional(text(/^[^\p{C}]+$/u, 200)),
});
