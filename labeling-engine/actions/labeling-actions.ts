import type { EngineContext } from '../engine-context.ts';
import type { LabelingAction } from './action.ts';
import { createLabelingJob } from './create-labeling-job.ts';
import { createWorkforce } from './create-workforce.ts';
import { createWorkteam } from './create-workteam.ts';
import { deleteWorkforce } from './delete-workforce.ts';
import { deleteWorkteam } from './delete-workteam.ts';
import { describeLabelingJob } from './describe-labeling-job.ts';
import { describeWorkforce } from './describe-workforce.ts';
import { describeWorkteam } from './describe-workteam.ts';
import { inviteWorker } from './invite-worker.ts';
import { listLabelingJobs } from './list-labeling-jobs.ts';
import { listLabelingJobsForWorkteam } from './list-labeling-jobs-for-workteam.ts';
import { listWorkforces } from './list-workforces.ts';
import { listWorkteams } from './list-workteams.ts';
import { renderUiTemplate } from './render-ui-template.ts';
import { stopLabelingJob } from './stop-labeling-job.ts';
import { updateWorkforce } from './update-workforce.ts';
import { updateWorkteam } from './update-workteam.ts';

const ACTIONS = {
  CreateLabelingJob: createLabelingJob,
  CreateWorkforce: createWorkforce,
  CreateWorkteam: createWorkteam,
  DeleteWorkforce: deleteWorkforce,
  DeleteWorkteam: deleteWorkteam,
  DescribeLabelingJob: describeLabelingJob,
  DescribeWorkforce: describeWorkforce,
  DescribeWorkteam: describeWorkteam,
  InviteWorker: inviteWorker,
  ListLabelingJobs: listLabelingJobs,
  ListLabelingJobsForWorkteam: listLabelingJobsForWorkteam,
  ListWorkforces: listWorkforces,
  ListWorkteams: listWorkteams,
  RenderUiTemplate: renderUiTemplate,
  StopLabelingJob: stopLabelingJob,
  UpdateWorkforce: updateWorkforce,
  UpdateWorkteam: updateWorkteam,
};

export type LabelingActionName = keyof typeof ACTIONS;

/** The labeling API by action name; all but InviteWorker are SageMaker's. */
export function labelingActions(engine: EngineContext): Record<LabelingActionName, LabelingAction> {
  const bound = Object.entries(ACTIONS).map(([name, bind]) => [name, bind(engine)]);
  return Object.fromEntries(bound) as Record<LabelingActionName, LabelingAction>;
}
