import { signal } from '@preact/signals';
import { render } from 'preact';
import { keepFresh, loaded, projects, trouble } from './console-client.ts';
import { ProjectPage } from './views/project-page.tsx';

const chosen = signal<string | null>(null);

function Console() {
  const all = projects.value;
  const project = all.find((one) => one.project === chosen.value) ?? all[0];
  return (
    <>
      <header>
        <h1>labelloop console</h1>
        {all.length > 1 && (
          <nav aria-label="projects">
            {all.map((one) => (
              <button
                key={one.project}
                type="button"
                aria-current={one === project ? 'page' : undefined}
                onClick={() => {
                  chosen.value = one.project;
                }}
              >
                {one.project}
              </button>
            ))}
          </nav>
        )}
        <output class={trouble.value ? 'problem' : 'faint'}>{trouble.value || 'live'}</output>
      </header>
      <main>
        {project && <ProjectPage key={project.project} project={project} />}
        {loaded.value && !project && (
          <section>
            <p>
              No project yet. <code>npx labelloop init birds --labels robin,wren</code>
            </p>
          </section>
        )}
      </main>
    </>
  );
}

keepFresh();
render(<Console />, document.getElementById('console')!);
