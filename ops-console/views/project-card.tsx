import type { ProjectOverview } from '../../shared/contracts/overview.ts';

const percent = (value: number) => `${(value * 100).toFixed(1)} %`;

/** One project from inbox to endpoint, as numbers. */
export function ProjectCard({ project }: { project: ProjectOverview }) {
  const { dataset, champion, training } = project;
  const labeled = dataset ? dataset.train + dataset.validation : 0;
  return (
    <section>
      <h2>
        {project.project} <span class="faint">{project.labels.join(', ')}</span>
      </h2>
      {project.problem && <p class="problem">{project.problem}</p>}
      <ul class="flow">
        <li>
          <b>{project.pending}</b>waiting
        </li>
        <li>
          <b>{project.batches.length}</b>batches
        </li>
        <li>
          <b>{labeled}</b>labeled{dataset && `, version ${dataset.datasetVersion}`}
        </li>
        <li>
          <b>{training?.holder ? 'now' : training ? `v${training.trained}` : '–'}</b>training
        </li>
        <li>
          <b>{champion ? percent(champion.map50) : '–'}</b>mAP@.5 of the champion
        </li>
        <li>
          <b>{project.quarantined}</b>quarantined
        </li>
      </ul>
      {champion && (
        <p class="faint">
          endpoint <code>{champion.endpointName}</code>, model <code>{champion.modelName}</code>, promoted{' '}
          {new Date(champion.promotedAt).toLocaleString()}
        </p>
      )}
      {project.failures.map((failure) => (
        <p class="problem" key={failure.executionArn}>
          {failure.failedState}: {failure.error}: {failure.cause.slice(0, 300)}
        </p>
      ))}
    </section>
  );
}
