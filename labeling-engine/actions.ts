import type { LabelingAction } from './action.ts';
import { createLabelingJob } from './actions/create-labeling-job.ts';
import { createWorkforce } from './actions/create-workforce.ts';
import { createWorkteam } from './actions/create-workteam.ts';
import { deleteWorkforce } from './actions/delete-workforce.ts';
import { deleteWorkteam } from './actions/delete-workteam.ts';
import { describeLabelingJob } from './actions/describe-labeling-job.ts';
import { describeLabelingWork } from './actions/describe-labeling-work.ts';
import { describeWorkforce } from './actions/describe-workforce.ts';
import { describeWorkteam } from './actions/describe-workteam.ts';
import { inviteWorker } from './actions/invite-worker.ts';
import { listLabelingJobs } from './actions/list-labeling-jobs.ts';
import { listLabelingJobsForWorkteam } from './actions/list-labeling-jobs-for-workteam.ts';
import { listWorkers } from './actions/list-workers.ts';
import { listWorkforces } from './actions/list-workforces.ts';
import { listWorkteams } from './actions/list-workteams.ts';
import { renderUiTemplate } from './actions/render-ui-template.ts';
import { stopLabelingJob } from './actions/stop-labeling-job.ts';
import { updateWorker } from './actions/update-worker.ts';
import { updateWorkforce } from './actions/update-workforce.ts';
import { updateWorkteam } from './actions/update-workteam.ts';
import type { EngineContext } from './engine-context.ts';

const ACTIONS = {
  CreateLabelingJob: createLabelingJob,
  CreateWorkforce: createWorkforce,
  CreateWorkteam: createWorkteam,
  DeleteWorkforce: deleteWorkforce,
  DeleteWorkteam: deleteWorkteam,
  DescribeLabelingJob: describeLabelingJob,
  DescribeLabelingWork: describeLabelingWork,
  DescribeWorkforce: describeWorkforce,
  DescribeWorkteam: describeWorkteam,
  InviteWorker: inviteWorker,
  ListLabelingJobs: listLabelingJobs,
  ListLabelingJobsForWorkteam: listLabelingJobsForWorkteam,
  ListWorkers: listWorkers,
  ListWorkforces: listWorkforces,
  ListWorkteams: listWorkteams,
  RenderUiTemplate: renderUiTemplate,
  StopLabelingJob: stopLabelingJob,
  UpdateWorker: updateWorker,
  UpdateWorkforce: updateWorkforce,
  UpdateWorkteam: updateWorkteam,
};

export type LabelingActionName = keyof typeof ACTIONS;

/** The labeling API by action name: SageMaker's, and what `shared/aws/engine-operations.ts` adds. */
export function labelingActions(engine: EngineContext): Record<LabelingActionName, LabelingAction> {
  const bound = Object.entries(ACTIONS).map(([name, bind]) => [name, bind(engine)]);
  return Object.fromEntries(bound) as Record<LabelingActionName, LabelingAction>;
}
