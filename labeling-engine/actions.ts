import { type BoundLabelingAction, bindAction } from './action.ts';
import { createFlowDefinition } from './actions/create-flow-definition.ts';
import { createHumanTaskUi } from './actions/create-human-task-ui.ts';
import { createLabelingJob } from './actions/create-labeling-job.ts';
import { createWorkforce } from './actions/create-workforce.ts';
import { createWorkteam } from './actions/create-workteam.ts';
import { deleteFlowDefinition } from './actions/delete-flow-definition.ts';
import { deleteHumanLoop } from './actions/delete-human-loop.ts';
import { deleteHumanTaskUi } from './actions/delete-human-task-ui.ts';
import { deleteWorkforce } from './actions/delete-workforce.ts';
import { deleteWorkteam } from './actions/delete-workteam.ts';
import { describeFlowDefinition } from './actions/describe-flow-definition.ts';
import { describeHumanLoop } from './actions/describe-human-loop.ts';
import { describeHumanTaskUi } from './actions/describe-human-task-ui.ts';
import { describeLabelingJob } from './actions/describe-labeling-job.ts';
import { describeLabelingWork } from './actions/describe-labeling-work.ts';
import { describeWorkforce } from './actions/describe-workforce.ts';
import { describeWorkteam } from './actions/describe-workteam.ts';
import { forgetWorker } from './actions/forget-worker.ts';
import { inviteWorker } from './actions/invite-worker.ts';
import { listFlowDefinitions } from './actions/list-flow-definitions.ts';
import { listHumanLoops } from './actions/list-human-loops.ts';
import { listHumanTaskUis } from './actions/list-human-task-uis.ts';
import { listLabelingJobs } from './actions/list-labeling-jobs.ts';
import { listLabelingJobsForWorkteam } from './actions/list-labeling-jobs-for-workteam.ts';
import { listWorkers } from './actions/list-workers.ts';
import { listWorkforces } from './actions/list-workforces.ts';
import { listWorkteams } from './actions/list-workteams.ts';
import { renderUiTemplate } from './actions/render-ui-template.ts';
import { startHumanLoop } from './actions/start-human-loop.ts';
import { stopHumanLoop } from './actions/stop-human-loop.ts';
import { stopLabelingJob } from './actions/stop-labeling-job.ts';
import { updateWorker } from './actions/update-worker.ts';
import { updateWorkforce } from './actions/update-workforce.ts';
import { updateWorkteam } from './actions/update-workteam.ts';
import type { EngineContext } from './engine-context.ts';

/**
 * The labeling API: SageMaker's actions, and what `shared/aws/engine-operations.ts` adds;
 * docs/feature-support/labeling.md lists them.
 */
export const LABELING_ACTIONS = [
  createFlowDefinition,
  createHumanTaskUi,
  createLabelingJob,
  createWorkforce,
  createWorkteam,
  deleteFlowDefinition,
  deleteHumanLoop,
  deleteHumanTaskUi,
  deleteWorkforce,
  deleteWorkteam,
  describeFlowDefinition,
  describeHumanLoop,
  describeHumanTaskUi,
  describeLabelingJob,
  describeLabelingWork,
  describeWorkforce,
  describeWorkteam,
  forgetWorker,
  inviteWorker,
  listFlowDefinitions,
  listHumanLoops,
  listHumanTaskUis,
  listLabelingJobs,
  listLabelingJobsForWorkteam,
  listWorkers,
  listWorkforces,
  listWorkteams,
  renderUiTemplate,
  startHumanLoop,
  stopHumanLoop,
  stopLabelingJob,
  updateWorker,
  updateWorkforce,
  updateWorkteam,
] as const;

export type LabelingActionName = (typeof LABELING_ACTIONS)[number]['name'];

/** The labeling API of one engine, by action name. */
export function bindLabelingActions(engine: EngineContext): Record<LabelingActionName, BoundLabelingAction> {
  const bound = LABELING_ACTIONS.map((action) => [action.name, bindAction(action, engine)]);
  return Object.fromEntries(bound) as Record<LabelingActionName, BoundLabelingAction>;
}
