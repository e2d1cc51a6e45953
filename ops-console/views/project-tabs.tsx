import type { ComponentChildren } from 'preact';
import { projects, type WatchedProject } from '../console-client.ts';
import { Link, pathTo } from '../router.tsx';
import { Missing } from './missing.tsx';

interface Props {
  /** The page's name, which is the first part of its address in small letters. */
  page: string;
  /** The project of the address; undefined: the first one. */
  name: string | undefined;
  /** What to say while there is no project. */
  empty: string;
  children(project: WatchedProject): ComponentChildren;
}

/** A page that shows one project at a time: title, a tab for each project, and what stands below. */
export function ProjectTabs({ page, name, empty, children }: Props) {
  const all = projects.value;
  const part = page.toLowerCase();
  const project = name === undefined ? all[0] : all.find((one) => one.project === name);
  if (!project && name !== undefined) return <Missing what={`project ${name}`} to={`/${part}`} />;
  if (!project)
    return (
      <section class="empty">
        <h1>{page}</h1>
        <p>{empty}</p>
        <p>
          <Link to="/new" class="button primary">
            Begin a project
          </Link>
        </p>
      </section>
    );
  return (
    <>
      <div class="title">
        <h1>{page}</h1>
        <nav class="tabs" aria-label="projects">
          {all.map((one) => (
            <Link key={one.project} to={pathTo([part, one.project])} current={one === project}>
              {one.project}
            </Link>
          ))}
        </nav>
      </div>
      {children(project)}
    </>
  );
}
