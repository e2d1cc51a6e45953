import { useEffect } from 'preact/hooks';
import type { ExecutionOverview } from '../../shared/contracts/overview.ts';
import { isExecutionOf } from '../../shared/domain/project/names.ts';
import { projects } from '../console-client.ts';
import { go, pathTo, route } from '../router.tsx';
import { Choice } from '../views/choice.tsx';
import { DeadLetters } from '../views/executions/dead-letters.tsx';
import { ExecutionTable } from '../views/executions/execution-list.tsx';
import { type FoundExecutions, useExecutions } from '../views/executions/use-executions.ts';
import { useRowsInSight } from '../views/use-rows-in-sight.ts';

/** As Step Functions names them. */
const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];
/** Pixels; console.css has the same. */
const ROW = 40;
const ROWS_AT_ONCE = 8;
/** Rows below what is in sight that are fetched before somebody scrolls there. */
const AHEAD = 300;

/** The project that an execution belongs to, by its name. */
export const projectOf = (name: string) => projects.value.find(({ project }) => isExecutionOf(project, name))?.project;

/** All executions, narrowed by project and status; the choice is a part of the address. */
export function ExecutionsPage() {
  const { query } = route.value;
  const project = query.get('project') ?? '';
  const status = query.get('status') ?? '';
  const fits = (one: ExecutionOverview) =>
    (!project || isExecutionOf(project, one.name)) && (!status || one.status === status);
  const executions = useExecutions(project, status, fits);
  const choose = (choice: { project?: string; status?: string }) => {
    go(pathTo(['executions'], { project, status, ...choice }), 'replace');
    // What fits begins at its newest, however far down somebody was.
    scrollTo(0, 0);
  };
  const count = executions?.found.length ?? 0;
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
        <Choice label="status" value={status} options={STATUSES} onChoose={(chosen) => choose({ status: chosen })} />
        <output class="faint push">
          {executions && `${count.toLocaleString('en')}${executions.hasMore ? ' and more' : ''}`}
        </output>
      </div>
      <DeadLetters />
      {executions && count > 0 && <Rows key={`${project} ${status}`} {...executions} />}
      {executions && count === 0 && !executions.hasMore && (
        <section class="empty">
          <p>
            {project || status
              ? 'None fits.'
              : 'None yet. An execution starts when a batch closes: enough images, enough time, or '}
            {!project && !status && <code>labelloop label-now PROJECT</code>}
          </p>
        </section>
      )}
    </>
  );
}

const layOut = () => ({ columns: 1, rowHeight: ROW });

/** Only the rows in sight are in the document; further parts are fetched on the way to them. */
function Rows({ found, hasMore, more }: FoundExecutions) {
  const { frame, sight } = useRowsInSight<HTMLTableSectionElement>(layOut, ROWS_AT_ONCE);
  const from = Math.min(sight.first, found.length);
  const to = Math.min(found.length, sight.first + sight.rows);
  useEffect(() => {
    if (hasMore && to + AHEAD > found.length) more();
  }, [to, found.length, hasMore]);
  return (
    <section>
      <ExecutionTable
        executions={found.slice(from, to)}
        bodyRef={frame}
        above={from}
        below={found.length - to}
        count={hasMore ? -1 : found.length}
      />
    </section>
  );
}
