import { listExecutions } from '../../shared/aws/execution-history.ts';
import { type ExecutionStanding, findStateMachineArn, readStanding } from '../../shared/aws/execution-progress.ts';
import { findEndpointStatus } from '../../shared/aws/job-progress.ts';
import { readOverview, readOverviews } from '../../shared/aws/project-overview.ts';
import { readWaiting } from '../../shared/aws/waiting-images.ts';
import type { ProjectOverview } from '../../shared/contracts/overview.ts';
import { causeMessage } from '../../shared/domain/failure-cause.ts';
import { nextStep } from '../../shared/domain/next-step.ts';
import { loadProject } from '../../shared/pipeline/load-project.ts';
import { requireProject } from '../require-project.ts';

/** What `labelloop status` shows of one project. */
export interface ProjectStatus extends ProjectOverview {
  /** What happens to the waiting images, and when. */
  next: string;
  /** Newest first. */
  executions: Array<{
    name: string;
    status: string;
    state: string | undefined;
    error: string | undefined;
    cause: string | undefined;
    /** How it ended well: `deployed`, `kept`, `labeled`, …, and why, for people. */
    outcome: string | undefined;
    reason: string | undefined;
  }>;
  endpointStatus: string | undefined;
}

const EXECUTIONS = 100;
const SHOWN_EXECUTIONS = 5;

/**
 * Every project's state, or one's.
 * @param now milliseconds since 1970
 * @throws CommandError when `only` is no project
 */
export async function readStatus(bucket: string, only: string | undefined, now: number): Promise<ProjectStatus[]> {
  if (only !== undefined) await requireProject(bucket, only);
  const overviews = only === undefined ? await readOverviews(bucket) : [await readOverview(bucket, only)];
  const machine = await findStateMachineArn('label-train-deploy');
  const executions = machine ? await listExecutions(machine, EXECUTIONS) : [];
  return Promise.all(
    overviews.map(async (overview) => {
      const { project, champion } = overview;
      const own = executions.filter(({ name }) => new RegExp(`^${project}-[a-z0-9]{6}-b\\d{6}`).test(name));
      const [loaded, waiting, standings, endpointStatus] = await Promise.all([
        loadProject(bucket, project),
        readWaiting(bucket, project),
        Promise.all(own.slice(0, SHOWN_EXECUTIONS).map(({ executionArn }) => readStanding(executionArn))),
        champion ? findEndpointStatus(champion.endpointName) : undefined,
      ]);
      return {
        ...overview,
        next:
          'problem' in loaded ? loaded.problem.reason : nextStep(loaded.project, waiting.waiting, waiting.ready, now),
        executions: standings.map(showExecution),
        endpointStatus,
      };
    }),
  );
}

function showExecution({
  name,
  status,
  state,
  error,
  cause,
  output,
}: ExecutionStanding): ProjectStatus['executions'][0] {
  const { outcome, reason } = (output ?? {}) as { outcome?: string; reason?: string };
  return { name, status, state, error, cause: cause && causeMessage(cause), outcome, reason };
}
