import { useState } from 'preact/hooks';
import { isExecutionOf } from '../../shared/domain/project/names.ts';
import { executions, type Project, readModels } from '../console-client.ts';
import { ExecutionList } from './execution-list.tsx';
import { ExecutionView } from './execution-view.tsx';
import { LoopStrip } from './loop-strip.tsx';
import { ModelErrors } from './model-errors.tsx';
import { ModelList } from './model-list.tsx';
import { TroubleList } from './trouble-list.tsx';
import { useLoaded } from './use-loaded.ts';

/** One project: where it stands, what ran, how good its models are, what needs a person. */
export function ProjectPage({ project }: { project: Project }) {
  const { labels, champion, training, progress } = project;
  const own = executions.value.filter(({ name }) => isExecutionOf(project.project, name));
  const [opened, setOpened] = useState<string | null>();
  const [modelName, setModelName] = useState<string>();
  const models = useLoaded(
    () => readModels(project.project),
    [project.project, progress.running?.phase, training?.trained, champion?.modelName],
  );
  const shown = opened === undefined ? progress.running?.executionArn : opened;
  const execution = own.find(({ executionArn }) => executionArn === shown);
  const model = models?.find((one) => one.modelName === (modelName ?? champion?.modelName)) ?? models?.[0];
  return (
    <>
      <section>
        <h2>
          {project.project} <span class="faint">{labels.join(', ')}</span>
        </h2>
        <LoopStrip project={project} />
      </section>
      <TroubleList project={project} />
      <ExecutionList executions={own} selected={shown ?? null} onSelect={setOpened} />
      {execution && <ExecutionView execution={execution} beat={executions.value} />}
      {models && (
        <ModelList models={models} champion={champion?.modelName} selected={model?.modelName} onSelect={setModelName} />
      )}
      {model && <ModelErrors project={project.project} model={model} />}
    </>
  );
}
