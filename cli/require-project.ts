import { listFolders } from '../shared/aws/s3.ts';
import type { Project } from '../shared/contracts/project.ts';
import { loadProject } from '../shared/documents/project.ts';
import { projectBucket } from '../shared/documents/project-bucket.ts';
import { PROJECTS_PREFIX } from '../shared/domain/project/bucket-keys.ts';
import { CommandError } from './command.ts';
import { closestName } from './did-you-mean.ts';

/** The project as it is configured now. @throws CommandError when there is none, or its project.json is broken */
export async function requireProject(bucket: string, project: string): Promise<Project> {
  const loaded = await loadProject(projectBucket(bucket, project));
  if ('project' in loaded) return loaded.project;
  const others = await listFolders(bucket, PROJECTS_PREFIX);
  const close = others.includes(project) ? undefined : closestName(project, others);
  throw new CommandError(loaded.problem.reason, {
    ...(others.length > 0 && { why: `projects here: ${others.join(', ')}` }),
    ...(close !== undefined && { todo: `did you mean ${close}?` }),
  });
}

/**
 * The project that was named, or the only one there is.
 * @throws CommandError when it is not clear which one is meant
 */
export async function chooseProject(bucket: string, named: string | undefined): Promise<Project> {
  if (named !== undefined) return requireProject(bucket, named);
  const projects = await listFolders(bucket, PROJECTS_PREFIX);
  if (projects.length === 1) return requireProject(bucket, projects[0]!);
  throw new CommandError(
    projects.length ? `which project? There are ${projects.join(', ')}` : 'there is no project yet',
    { todo: projects.length ? 'name it with --project' : 'make one: labelloop init birds --labels robin,wren' },
  );
}
