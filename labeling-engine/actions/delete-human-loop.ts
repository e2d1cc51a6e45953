import { defineAction } from '../action.ts';
import { humanLoopNameSchema } from '../contracts/human-loop-requests.ts';
import { findLoop } from '../human-loops/loop-job.ts';
import { LabelingApiError } from '../labeling-api-error.ts';

/** The loop is not found any more; its output stays where it is. */
export const deleteHumanLoop = defineAction({
  name: 'DeleteHumanLoop',
  input: humanLoopNameSchema,
  async handle({ HumanLoopName }, engine) {
    const { job, loop } = await findLoop(engine, HumanLoopName);
    if (!loop.outcome)
      throw new LabelingApiError(
        'ValidationException',
        `The human loop ${HumanLoopName} is in progress; stop it first`,
      );
    await job.document.change((present) => ({
      next: { ...present, loop: { ...present.loop!, deleted: true } },
      result: undefined,
    }));
    return {};
  },
});
