import { deleteObject, findText, writeObject } from '../aws/s3.ts';
import { parseJson } from '../contracts/parse.ts';
import { type ProjectProblem, projectProblemSchema } from '../contracts/project-problem.ts';
import { projectKeys } from '../domain/project/bucket-keys.ts';

/** problem.json: why the project stands still; undefined when it does not. */
export async function findProblem(bucket: string, project: string): Promise<ProjectProblem | undefined> {
  const key = projectKeys(project).problem;
  const stored = await findText(bucket, key);
  return stored && parseJson(projectProblemSchema, stored.text, key);
}

/** Writes the problem down, or takes it away. @param noted what problem.json says now */
export async function noteProblem(
  bucket: string,
  project: string,
  noted: ProjectProblem | undefined,
  problem: ProjectProblem | undefined,
): Promise<void> {
  const key = projectKeys(project).problem;
  if (!problem && noted) await deleteObject(bucket, key);
  if (problem && noted?.reason !== problem.reason)
    await writeObject(bucket, key, JSON.stringify(problem), 'application/json');
}
