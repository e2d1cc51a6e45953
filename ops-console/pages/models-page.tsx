import { useState } from 'preact/hooks';
import { fetchModelStanding, projects, readModels } from '../console-client.ts';
import { go, Link, pathTo } from '../router.tsx';
import { Missing } from '../views/missing.tsx';
import { ModelErrors } from '../views/model-errors.tsx';
import { ModelList } from '../views/model-list.tsx';
import { LearningCharts } from '../views/models/learning-charts.tsx';
import { ModelAgainstChampion } from '../views/models/model-against-champion.tsx';
import { RolledBack } from '../views/models/model-decisions.tsx';
import { TryOut } from '../views/models/try-out.tsx';
import { useLoaded } from '../views/use-loaded.ts';

/** A project's models and what one of them gets wrong; both are parts of the address. */
export function ModelsPage({ name, modelName }: { name: string | undefined; modelName: string | undefined }) {
  const all = projects.value;
  const project = name === undefined ? all[0] : all.find((one) => one.project === name);
  const { champion, training, progress } = project ?? {};
  const models = useLoaded(
    async () => (project ? readModels(project.project) : []),
    [project?.project, progress?.running?.phase, training?.trained, champion?.modelName],
  );
  const standing = useLoaded(
    async () => (project ? fetchModelStanding(project.project) : undefined),
    [project?.project, progress?.running?.state, champion?.modelName],
  );
  /** What served before a roll-back in this page. */
  const [instead, setInstead] = useState<string>();
  if (!project)
    return name === undefined ? (
      <section class="empty">
        <h1>Models</h1>
        <p>No project yet, so no model. A model is trained whenever enough images are labeled.</p>
      </section>
    ) : (
      <Missing what={`project ${name}`} to="/models" />
    );
  const model = models?.find((one) => one.modelName === (modelName ?? champion?.modelName)) ?? models?.[0];
  return (
    <>
      <div class="title">
        <h1>Models</h1>
        <nav class="tabs" aria-label="projects">
          {all.map((one) => (
            <Link key={one.project} to={pathTo(['models', one.project])} current={one === project}>
              {one.project}
            </Link>
          ))}
        </nav>
      </div>
      {progress?.running?.phase === 'train' && progress.running.training && (
        <LearningCharts project={project.project} jobName={undefined} heading="Trains now" />
      )}
      {instead && champion && <RolledBack project={project.project} champion={champion.modelName} instead={instead} />}
      {models && (
        <ModelList
          {...{ project: project.project, models, standing }}
          onRolledBack={setInstead}
          champion={champion?.modelName}
          selected={model?.modelName}
          onSelect={(chosen) => go(pathTo(['models', project.project, chosen]), 'replace')}
        />
      )}
      {champion && <TryOut key={project.project} project={project.project} endpoint={champion.endpointName} />}
      {model && (
        <>
          <LearningCharts
            key={model.modelName}
            project={project.project}
            jobName={model.modelName}
            heading="How it learned"
          />
          <ModelErrors project={project.project} model={model} />
          <ModelAgainstChampion project={project.project} model={model} />
        </>
      )}
    </>
  );
}
