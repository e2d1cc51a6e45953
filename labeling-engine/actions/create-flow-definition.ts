import { defineAction } from '../action.ts';
import { type CreateFlowDefinitionRequest, createFlowDefinitionSchema } from '../contracts/human-loop-requests.ts';
import { requireOutputBucket } from '../job/require-output-bucket.ts';
import { LabelingApiError } from '../labeling-api-error.ts';

const invalid = (message: string) => new LabelingApiError('ValidationException', message);

/** How human loops are worked on: by whom, how many, with which page, and where answers go. */
export const createFlowDefinition = defineAction({
  name: 'CreateFlowDefinition',
  input: createFlowDefinitionSchema,
  async handle(request, { ports, flows, workteams }) {
    refuseUnsupported(request);
    await requireOutputBucket({ ports }, request.OutputConfig);
    const { WorkteamArn, HumanTaskUiArn } = request.HumanLoopConfig;
    if (!(await workteams.findByArn(WorkteamArn)))
      throw invalid(`Workteam ${WorkteamArn} does not exist; CreateWorkteam makes private teams`);
    if (!(await flows.findUi(HumanTaskUiArn)))
      throw invalid(`The human task UI ${HumanTaskUiArn} does not exist; CreateHumanTaskUi makes one`);
    const isNew = await flows.flows.create(request.FlowDefinitionName, {
      ...{ version: 1, writerId: ports.randomHex(8), deleted: false, createdAt: ports.now(), request },
    });
    if (!isNew)
      throw new LabelingApiError('ResourceInUse', `The flow definition ${request.FlowDefinitionName} exists already`);
    return { FlowDefinitionArn: flows.arnOf('flow-definition', request.FlowDefinitionName) };
  },
});

/** What Augmented AI does and this engine does not, each refused by name. */
function refuseUnsupported({ HumanLoopConfig, ...request }: CreateFlowDefinitionRequest): void {
  if (request.HumanLoopRequestSource || request.HumanLoopActivationConfig)
    throw invalid(
      'Rekognition and Textract (HumanLoopRequestSource, HumanLoopActivationConfig) are not supported; start human loops by StartHumanLoop',
    );
  if (
    HumanLoopConfig.PublicWorkforceTaskPrice ||
    /:workteam\/(public|vendor)-crowd\//.test(HumanLoopConfig.WorkteamArn)
  )
    throw invalid('public and vendor workforces are not supported; use a private work team');
  if (request.OutputConfig.KmsKeyId)
    throw invalid('OutputConfig.KmsKeyId is not supported: what is written has the encryption of its bucket');
  if (!request.OutputConfig.S3OutputPath.startsWith('s3://'))
    throw invalid(`OutputConfig.S3OutputPath must begin with s3://; it is ${request.OutputConfig.S3OutputPath}`);
}
