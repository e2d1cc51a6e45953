import * as z from 'zod/mini';
import { integer, page, tags, text, timestamp, uri, workteamArn } from './request-members.ts';

/**
 * Requests of Augmented AI: flow definitions and worker templates are SageMaker's (service model 2017-07-24), human
 * loops its runtime's (sagemaker-a2i-runtime, 2019-11-07). Limits are those of the service models.
 */

const smallName = text(/^[a-z0-9](-*[a-z0-9])*$/, 63);
const flowDefinitionArn = text(/^arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:flow-definition\/.*$/, 1024);
const humanTaskUiArn = text(/^arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:[0-9]{12}:human-task-ui\/.*$/, 1024);
const roleArn = text(/^arn:aws[a-z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/, 2048, 20);
const times = { CreationTimeAfter: timestamp, CreationTimeBefore: timestamp };
const INPUT_CHARACTERS = 3_145_728;

export const createFlowDefinitionSchema = z.object({
  FlowDefinitionName: smallName,
  HumanLoopRequestSource: z.optional(z.looseObject({ AwsManagedHumanLoopRequestSource: z.string() })),
  HumanLoopActivationConfig: z.optional(z.looseObject({})),
  HumanLoopConfig: z.object({
    WorkteamArn: workteamArn,
    HumanTaskUiArn: humanTaskUiArn,
    TaskTitle: text(/^[\t\n\r -\uD7FF\uE000-\uFFFD]*$/, 128),
    TaskDescription: text(/^.+$/, 255),
    TaskCount: integer(1, 3),
    TaskAvailabilityLifetimeInSeconds: z.optional(integer(1, 2_592_000)),
    TaskTimeLimitInSeconds: z.optional(integer(30, 28_800)),
    TaskKeywords: z.optional(z.array(text(/^[A-Za-z0-9]+( [A-Za-z0-9]+)*$/, 30)).check(z.minLength(1), z.maxLength(5))),
    PublicWorkforceTaskPrice: z.optional(z.looseObject({})),
  }),
  OutputConfig: z.object({ S3OutputPath: uri, KmsKeyId: z.optional(text(/^[a-zA-Z0-9:/_-]*$/, 2048, 0)) }),
  RoleArn: roleArn,
  Tags: tags,
});
export type CreateFlowDefinitionRequest = z.infer<typeof createFlowDefinitionSchema>;

export const flowDefinitionNameSchema = z.object({ FlowDefinitionName: smallName });
export const listFlowDefinitionsSchema = z.object({ ...page, ...times });

export const createHumanTaskUiSchema = z.object({
  HumanTaskUiName: smallName,
  UiTemplate: z.object({ Content: text(/^.*$/s, 128_000) }),
  Tags: tags,
});
export const humanTaskUiNameSchema = z.object({ HumanTaskUiName: smallName });
export const listHumanTaskUisSchema = z.object({ ...page, ...times });

export const startHumanLoopSchema = z.object({
  HumanLoopName: smallName,
  FlowDefinitionArn: flowDefinitionArn,
  HumanLoopInput: z.object({ InputContent: text(/^.*$/s, INPUT_CHARACTERS, 0) }),
  DataAttributes: z.optional(
    z.object({
      ContentClassifiers: z
        .array(z.enum(['FreeOfPersonallyIdentifiableInformation', 'FreeOfAdultContent']))
        .check(z.maxLength(256)),
    }),
  ),
});
export const humanLoopNameSchema = z.object({ HumanLoopName: smallName });
export const listHumanLoopsSchema = z.object({ ...page, ...times, FlowDefinitionArn: flowDefinitionArn });
