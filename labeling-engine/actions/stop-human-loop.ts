import { defineAction } from '../action.ts';
import { humanLoopNameSchema } from '../contracts/human-loop-requests.ts';
import { findLoop } from '../human-loops/loop-job.ts';

/** Stopping a loop that has ended or is stopping changes nothing and is no error. Answers that came are kept. */
export const stopHumanLoop = defineAction({
  name: 'StopHumanLoop',
  input: humanLoopNameSchema,
  async handle({ HumanLoopName }, engine) {
    const { job } = await findLoop(engine, HumanLoopName);
    await job.document.change((present) => ({
      next:
        present.status === 'InProgress' ? { ...present, status: 'Stopping', modifiedAt: engine.ports.now() } : present,
      result: undefined,
    }));
    await engine.wake(job);
    return {};
  },
});
