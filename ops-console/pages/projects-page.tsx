import { projects } from '../console-client.ts';
import { Link, pathTo } from '../router.tsx';
import { LoopStrip } from '../views/loop-strip.tsx';

/** Every project and where its loop stands. */
export function ProjectsPage() {
  const all = projects.value;
  return (
    <>
      <div class="title">
        <h1>Projects</h1>
        <Link to="/new" class="button primary push">
          Begin a project
        </Link>
      </div>
      {all.length === 0 && (
        <section class="empty">
          <p>No project yet. A project is a task and its labels; images go into it and labels and models come out.</p>
          <p>
            <b>Begin a project</b>, drop a folder, label: all of it goes from here. In a shell the same begins with{' '}
            <code>labelloop init birds --labels robin,wren</code>
          </p>
        </section>
      )}
      {all.map((project) => (
        <section key={project.project}>
          <h2>
            <Link to={pathTo(['projects', project.project])}>{project.project}</Link>{' '}
            <span class="faint">{project.labels.join(', ')}</span>{' '}
            {project.failures.length > 0 && (
              <Link class="pill FAILED" to={pathTo(['projects', project.project])}>
                needs a look
              </Link>
            )}
          </h2>
          <LoopStrip project={project} />
        </section>
      ))}
    </>
  );
}
