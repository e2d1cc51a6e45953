import { defineAction } from '../action.ts';
import { forgetWorkerSchema } from '../contracts/labeling-requests.ts';
import { LabelingApiError } from '../labeling-api-error.ts';
import { workerOf } from '../workers/worker-description.ts';

/**
 * Our own action: a person's name, password, sessions and teams go for good. Answers keep a pseudonym that leads
 * nowhere then.
 */
export const forgetWorker = defineAction({
  name: 'ForgetWorker',
  input: forgetWorkerSchema,
  async handle({ WorkerId }, { accounts }) {
    const account = await accounts.forget(WorkerId);
    if (!account) throw new LabelingApiError('ResourceNotFound', `Worker ${WorkerId} does not exist`);
    return { Worker: workerOf(account) };
  },
});
