import { render } from 'preact';
import { executions, keepFresh, projects, selected, trouble, visits } from './console-client.ts';
import { ExecutionList } from './views/execution-list.tsx';
import { ProjectCard } from './views/project-card.tsx';
import { StateTimeline } from './views/state-timeline.tsx';

function Console() {
  return (
    <>
      <header>
        <h1>labelloop console</h1>
        <output class={trouble.value ? 'problem' : 'faint'}>{trouble.value || 'live'}</output>
      </header>
      <main>
        {projects.value.length === 0 && (
          <section>
            <p>
              No project yet. <code>npx labelloop init birds --labels robin,wren</code>
            </p>
          </section>
        )}
        {projects.value.map((project) => (
          <ProjectCard key={project.project} project={project} />
        ))}
        <ExecutionList executions={executions.value} />
        {selected.value && <StateTimeline visits={visits.value} />}
      </main>
    </>
  );
}

keepFresh();
render(<Console />, document.getElementById('console')!);
