import { render } from 'preact';
import { keepFresh, loaded, projects, trouble } from './console-client.ts';
import { DatasetsPage } from './pages/datasets-page.tsx';
import { ExecutionPage } from './pages/execution-page.tsx';
import { ExecutionsPage } from './pages/executions-page.tsx';
import { ImagePage } from './pages/image-page.tsx';
import { ImagesPage } from './pages/images-page.tsx';
import { LabelingPage } from './pages/labeling-page.tsx';
import { ModelsPage } from './pages/models-page.tsx';
import { MoneyPage } from './pages/money-page.tsx';
import { NewProjectPage } from './pages/new-project-page.tsx';
import { ProjectPage } from './pages/project-page.tsx';
import { ProjectsPage } from './pages/projects-page.tsx';
import { RunbookPage } from './pages/runbook-page.tsx';
import { Link, pathTo, route } from './router.tsx';
import { Missing } from './views/missing.tsx';

/** The navigation; each has an address of its own. */
const PLACES = [
  { name: 'Projects', part: 'projects' },
  { name: 'Executions', part: 'executions' },
  { name: 'Labeling', part: 'labeling' },
  { name: 'Images', part: 'images' },
  { name: 'Datasets', part: 'datasets' },
  { name: 'Models', part: 'models' },
  { name: 'Money', part: 'money' },
] as const;

function Console() {
  const [place = 'projects'] = route.value.parts;
  return (
    <>
      <header class="bar">
        <Link to="/" class="brand">
          <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="2.4" aria-hidden="true">
            <path d="M16.5 10a6.5 6.5 0 1 1-2.2-4.9" stroke-linecap="round" />
            <path d="M14.8 1.6v4h-4" stroke-linecap="round" stroke-linejoin="round" />
            <circle cx="10" cy="10" r="2.2" fill="currentColor" stroke="none" />
          </svg>
          labelloop
        </Link>
        <nav aria-label="console">
          {PLACES.map(({ name, part }) => (
            <Link key={part} to={pathTo([part])} current={part === place}>
              {name}
            </Link>
          ))}
        </nav>
        <output class={trouble.value ? 'problem' : 'faint'}>{trouble.value || (loaded.value ? 'live' : '')}</output>
      </header>
      <main>{loaded.value ? <Page /> : <p class="faint">{trouble.value ? '' : 'loading'}</p>}</main>
    </>
  );
}

/** What stands at the address. */
function Page() {
  const [place = 'projects', name, detail] = route.value.parts;
  if (place === 'projects') {
    const project = projects.value.find((one) => one.project === name);
    if (project) return <ProjectPage key={name} project={project} />;
    return name === undefined ? <ProjectsPage /> : <Missing what={`project ${name}`} to="/projects" />;
  }
  if (place === 'new') return <NewProjectPage />;
  if (place === 'labeling') return <LabelingPage name={name} />;
  if (place === 'datasets') return <DatasetsPage name={name} />;
  if (place === 'money') return <MoneyPage name={name} />;
  if (place === 'executions') return name === undefined ? <ExecutionsPage /> : <ExecutionPage key={name} name={name} />;
  if (place === 'images')
    return name !== undefined && detail !== undefined ? (
      <ImagePage key={detail} name={name} sha256={detail} />
    ) : (
      <ImagesPage name={name} />
    );
  if (place === 'models') return <ModelsPage name={name} modelName={detail} />;
  if (place === 'runbook' && name !== undefined) return <RunbookPage key={name} error={name} />;
  return <Missing what={`page /${route.value.parts.join('/')}`} to="/" />;
}

void keepFresh();
render(<Console />, document.getElementById('console')!);
