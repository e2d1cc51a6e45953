import { isOfTexts } from '../../shared/contracts/text-tasks.ts';
import { isExecutionOf } from '../../shared/domain/project/names.ts';
import { executions, type WatchedProject } from '../console-client.ts';
import { Link, pathTo } from '../router.tsx';
import { AuditList } from '../views/audit-list.tsx';
import { ExecutionTable } from '../views/executions/execution-list.tsx';
import { DropZone } from '../views/first-run/drop-zone.tsx';
import { Invite, LabelYourself } from '../views/labeling/worker-list.tsx';
import { LoopStrip } from '../views/loop-strip.tsx';
import { ProductionStanding } from '../views/production-standing.tsx';
import { TroubleList } from '../views/trouble-list.tsx';

const SHOWN = 8;

/** One project: where it stands, what needs a person, what ran last. */
export function ProjectPage({ project }: { project: WatchedProject }) {
  const { project: name, labels, taskType } = project;
  const own = executions.value.filter((one) => isExecutionOf(name, one.name));
  return (
    <>
      <div class="title">
        <h1>{name}</h1>
        <span class="faint">
          {taskType}: {labels.join(', ')}
        </span>
        <span class="push links">
          {['labeling', 'images', 'datasets', 'models', 'money'].map((part) => (
            <Link key={part} to={pathTo([part, name])}>
              {part}
            </Link>
          ))}
        </span>
      </div>
      <section aria-label="the loop">
        <LoopStrip project={project} />
      </section>
      <DropZone key={name} project={name} isOfTexts={isOfTexts(project.taskType)} waiting={project.pending} />
      <div class="title">
        <LabelYourself project={name} />
        <Invite project={name} />
        <span class="faint">Whoever labels needs a link of their own, once.</span>
      </div>
      <TroubleList project={project} />
      <section class={own.length ? '' : 'empty'}>
        <h2>Executions</h2>
        {own.length > 0 && <ExecutionTable executions={own.slice(0, SHOWN)} />}
        {own.length > SHOWN && (
          <p>
            <Link to={pathTo(['executions'], { project: name })}>all {own.length}</Link>
          </p>
        )}
        {own.length === 0 && (
          <p>
            None yet: one starts when a batch closes. <code>labelloop drop ~/photos --project {name}</code> brings
            images.
          </p>
        )}
      </section>
      <ProductionStanding project={name} promotedAt={project.champion?.promotedAt} />
      <AuditList project={name} />
    </>
  );
}
