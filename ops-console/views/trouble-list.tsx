import { causeMessage } from '../../shared/domain/workflow/failure-cause.ts';
import type { Project } from '../console-client.ts';
import { readQuarantine } from '../console-client.ts';
import { Advice } from './advice.tsx';
import { useLoaded } from './use-loaded.ts';

/** What needs a person: executions that ended badly, and files that were not taken in. */
export function TroubleList({ project }: { project: Project }) {
  const { failures, quarantined } = project;
  const files = useLoaded(() => readQuarantine(project.project), [project.project, quarantined]);
  if (failures.length === 0 && quarantined === 0) return null;
  return (
    <section>
      <h2>Needs a look</h2>
      <ul class="troubles">
        {failures.map(({ executionArn, failedState, error, cause, at }) => (
          <li key={executionArn}>
            <b class="problem">{error}</b>
            {failedState && ` in ${failedState}`} <span class="faint">{new Date(at).toLocaleString()}</span>
            <div>{causeMessage(cause).slice(0, 300)}</div>
            <Advice failure={{ error, cause }} project={project.project} />
          </li>
        ))}
        {files?.map(({ key, code, reason }) => (
          <li key={key}>
            <b class="running">{code}</b> {key.split('/').slice(2).join('/')}
            <div class="faint">{reason}</div>
          </li>
        ))}
      </ul>
    </section>
  );
}
