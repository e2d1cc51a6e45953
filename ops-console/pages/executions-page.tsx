import { isExecutionOf } from '../../shared/domain/project/names.ts';
import { executions, projects } from '../console-client.ts';
import { go, pathTo, route } from '../router.tsx';
import { Choice } from '../views/choice.tsx';
import { ExecutionList } from '../views/execution-list.tsx';

/** The project that an execution belongs to, by its name. */
export const projectOf = (name: string) => projects.value.find(({ project }) => isExecutionOf(project, name))?.project;

/** All executions, narrowed by project and status; the choice is a part of the address. */
export function ExecutionsPage() {
  const { query } = route.value;
  const project = query.get('project') ?? '';
  const status = query.get('status') ?? '';
  const all = executions.value;
  const statuses = [...new Set([...all.map((one) => one.status), ...(status ? [status] : [])])].sort();
  const shown = all.filter(
    (one) => (!project || isExecutionOf(project, one.name)) && (!status || one.status === status),
  );
  const choose = (choice: { project?: string; status?: string }) =>
    go(pathTo(['executions'], { project, status, ...choice }), 'replace');
  return (
    <>
      <div class="title">
        <h1>Executions</h1>
        <Choice
          label="project"
          value={project}
          options={projects.value.map((one) => one.project)}
          onChoose={(chosen) => choose({ project: chosen })}
        />
        <Choice label="status" value={status} options={statuses} onChoose={(chosen) => choose({ status: chosen })} />
        <span class="faint push">
          {shown.length} of {all.length}
        </span>
      </div>
      <section class={shown.length ? '' : 'empty'}>
        {shown.length > 0 && <ExecutionList executions={shown} />}
        {shown.length === 0 && (
          <p>
            {all.length > 0
              ? 'None fits.'
              : 'None yet. An execution starts when a batch closes: enough images, enough time, or '}
            {all.length === 0 && <code>labelloop label-now PROJECT</code>}
          </p>
        )}
      </section>
    </>
  );
}
