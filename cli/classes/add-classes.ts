import { readText, replaceIf } from '../../shared/aws/s3.ts';
import { parse, parseJson } from '../../shared/contracts/parse.ts';
import { type Project, projectSchema } from '../../shared/contracts/project.ts';
import { extendClasses } from '../../shared/domain/dataset/class-map.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { CommandError } from '../command.ts';

/**
 * Adds classes behind the last one; those that the project has already stay where they are. Batches that are closed
 * from now on ask for them.
 * @throws CommandError when somebody else changes project.json at the same moment, InvalidDocumentError for too many or
 *   broken names
 */
export async function addClasses(bucket: string, project: string, added: readonly string[]): Promise<Project> {
  const key = projectKeys(project).config;
  const stored = await readText(bucket, key);
  const present = parseJson(projectSchema, stored.text, key);
  const labels = extendClasses(present.labels, [...new Set([...present.labels, ...added])]);
  if (labels.length === present.labels.length) return present;
  const next = parse(projectSchema, { ...present, labels, ...wordsFor(present, labels) }, 'the project');
  if (await replaceIf(bucket, key, JSON.stringify(next, null, 2), stored.etag)) return next;
  throw new CommandError(`project.json of ${project} was changed by somebody else at this moment`, {
    where: `s3://${bucket}/${key}`,
    todo: 'the same command again',
  });
}

/** Title and description as they were made at first name the classes; what people wrote themselves is theirs. */
function wordsFor(present: Project, labels: readonly string[]): Partial<Pick<Project, 'title' | 'description'>> {
  const before = newProject(present);
  const after = newProject({ ...present, labels: [...labels] });
  return {
    ...(present.title === before.title && { title: after.title }),
    ...(present.description === before.description && { description: after.description }),
  };
}
