import { useCloud } from '../aws-variables.ts';
import { CommandError, defineCommand, exitCodes } from '../command.ts';
import { randomUid } from '../project-uid.ts';
import { requireRunningCloud } from '../require-running-cloud.ts';

/** `a, b,c` -> its parts. @throws CommandError when there is none */
export function parseLabels(text: string | undefined): string[] {
  const labels = (text ?? '').split(',').map((label) => label.trim());
  if (labels.every((label) => label !== '') && new Set(labels).size === labels.length) return labels;
  throw new CommandError('--labels must name the classes, each once', {
    todo: 'e.g. --labels robin,wren',
    exitCode: exitCodes.usage,
  });
}

export default defineCommand({
  usage: '<project> --labels a,b [--task bounding-box] [--workers N]',
  help: [
    ['<project>', '1-24 characters of a-z, 0-9 and -'],
    ['--labels a,b', 'the classes, in the order of their ids; more can be added later, at the end'],
    ['--task TYPE', 'bounding-box (default), polygon, semantic-segmentation, image-classification or -multi-label'],
    ['--webhook URL', 'gets a message when a batch goes to the workers, a model goes live, something fails'],
    ['--workers N', 'how many people label each image (default 3; 1 = you alone)'],
  ],
  options: {
    labels: { type: 'string' },
    task: { type: 'string', default: 'bounding-box' },
    workers: { type: 'string' },
    webhook: { type: 'string' },
  },
  async run({ values, positionals: [project], context }) {
    const labels = parseLabels(values.labels);
    if (project === undefined)
      throw new CommandError('init needs a project name', {
        todo: 'e.g. labelloop init birds --labels robin,wren',
        exitCode: exitCodes.usage,
      });
    const cloud = await requireRunningCloud(values.data);
    useCloud(cloud);
    const { createOnce } = await import('../../shared/aws/s3.ts');
    const { parse } = await import('../../shared/contracts/parse.ts');
    const { projectSchema, taskTypeSchema } = await import('../../shared/contracts/project.ts');
    const { projectKeys } = await import('../../shared/domain/project/bucket-keys.ts');
    const { labelingProblem } = await import('../../shared/domain/labeling/labeling-request.ts');
    const { LABELS_ONLY } = await import('../../shared/domain/batches/labels-only.ts');
    const { newProject } = await import('../../shared/domain/project/new-project.ts');
    const { LABEL_TASKS } = await import('../../shared/domain/answer-kinds/tasks/label-tasks.ts');
    const taskType = parse(taskTypeSchema, values.task, '--task');
    const defaults = newProject({ project, uid: randomUid(), labels, taskType });
    const workersPerObject = values.workers === undefined ? {} : { workersPerObject: Number(values.workers) };
    const labeling = { ...defaults.labeling, ...workersPerObject };
    const webhookUrl = values.webhook ?? null;
    const config = parse(projectSchema, { ...defaults, labeling, webhookUrl }, 'the project');
    const problem = labelingProblem(config, undefined);
    if (problem) throw new CommandError(problem.reason, { exitCode: exitCodes.usage });
    const key = projectKeys(project).config;
    const where = `s3://${cloud.bucket}/${key}`;
    if (!(await createOnce(cloud.bucket, key, JSON.stringify(config, null, 2))))
      throw new CommandError(`there is a project ${project} already`, {
        where,
        todo: 'choose another name, or edit its project.json',
      });
    if (values.json) context.print(JSON.stringify({ project, config: where }));
    else {
      context.print(`${project}: ${where}`);
      if (!LABEL_TASKS[taskType].isTrainable)
        context.print(`${taskType}: ends with labeled datasets, and workers start from nothing; ${LABELS_ONLY}`);
      context.print(`next: labelloop drop <folder> --project ${project}`);
    }
  },
});
