import { defineAction } from '../action.ts';
import { labelingJobNameSchema } from '../contracts/labeling-requests.ts';
import { findJob } from '../job/labeling-job-description.ts';

/** Stopping a job that has ended or is stopping changes nothing and is no error. */
export const stopLabelingJob = defineAction({
  name: 'StopLabelingJob',
  input: labelingJobNameSchema,
  async handle({ LabelingJobName }, engine) {
    const { job } = await findJob(engine, LabelingJobName);
    await job.document.change((present) => ({
      next:
        present.status === 'Initializing' || present.status === 'InProgress'
          ? { ...present, status: 'Stopping', modifiedAt: engine.ports.now() }
          : present,
      result: undefined,
    }));
    await engine.wake(job);
    return {};
  },
});
