import { defineAction } from '../action.ts';
import { updateWorkerSchema } from '../contracts/labeling-requests.ts';
import { LabelingApiError } from '../labeling-api-error.ts';
import { workerOf } from '../workers/worker-description.ts';

/**
 * Our own action: pauses a person in all jobs, lets them go on, or takes them off their teams. Answers given stay and
 * count.
 */
export const updateWorker = defineAction({
  name: 'UpdateWorker',
  input: updateWorkerSchema,
  async handle({ WorkerId, WorkerStatus, Reason }, { accounts }) {
    const account = await accounts.setStatus(WorkerId, WorkerStatus, Reason ?? 'somebody wants to speak to you first');
    if (!account) throw new LabelingApiError('ResourceNotFound', `Worker ${WorkerId} does not exist`);
    return { Worker: workerOf(account) };
  },
});
