import { createHash } from 'node:crypto';
import { defineAction } from '../action.ts';
import { startHumanLoopSchema } from '../contracts/human-loop-requests.ts';
import { createLoopJob, loopJobName } from '../human-loops/loop-job.ts';
import { LabelingApiError } from '../labeling-api-error.ts';

/**
 * Asks people about one object. The same request again is the same loop; a name is used once, also after its loop was
 * deleted.
 */
export const startHumanLoop = defineAction({
  name: 'StartHumanLoop',
  input: startHumanLoopSchema,
  async handle({ HumanLoopName: name, FlowDefinitionArn, HumanLoopInput }, engine) {
    const flow = await engine.flows.findFlow(FlowDefinitionArn);
    if (!flow)
      throw new LabelingApiError(
        'ResourceNotFoundException',
        `The flow definition ${FlowDefinitionArn} does not exist`,
      );
    const { InputContent: inputContent } = HumanLoopInput;
    requireObject(inputContent);
    const ui = await engine.flows.findUi(flow.request.HumanLoopConfig.HumanTaskUiArn);
    if (!ui) throw new LabelingApiError('ValidationException', 'the human task UI of this flow definition was deleted');
    await createLoopJob(engine, flow, { name, inputContent, template: ui.template });
    // Whoever made it: what stands there decides.
    const found = (await engine.jobs.find(loopJobName(name)))!;
    const { loop } = found.document;
    const inputHash = createHash('sha256').update(inputContent).digest('hex');
    if (!loop || loop.deleted || loop.inputHash !== inputHash || loop.flowDefinitionArn !== FlowDefinitionArn)
      throw new LabelingApiError(
        'ConflictException',
        loop?.deleted
          ? `There was a human loop named ${name}; names cannot be used again`
          : `A human loop named ${name} exists already with other input; names cannot be used again`,
      );
    await engine.wake(found.job);
    return { HumanLoopArn: found.document.arn };
  },
});

function requireObject(text: string): void {
  try {
    const input: unknown = JSON.parse(text);
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return;
  } catch {
    // Falls through to the one message for everything that is no JSON object.
  }
  throw new LabelingApiError('ValidationException', 'HumanLoopInput.InputContent must be a JSON object as a string');
}
