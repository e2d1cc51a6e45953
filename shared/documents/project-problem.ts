import { deleteObject, findText, writeObject } from '../aws/s3.ts';
import { parseJson } from '../contracts/parse.ts';
import { type ProjectProblem, projectProblemSchema } from '../contracts/project-problem.ts';
import type { ProjectBucket } from './project-bucket.ts';

/** problem.json: why the project stands still; undefined when it does not. */
export async function findProblem(bucket: ProjectBucket): Promise<ProjectProblem | undefined> {
  const key = bucket.keys.problem;
  const stored = await findText(bucket.name, key);
  return stored && parseJson(projectProblemSchema, stored.text, key);
}

/** Writes the problem down, or takes it away. @param noted what problem.json says now */
export async function noteProblem(
  bucket: ProjectBucket,
  noted: ProjectProblem | undefined,
  problem: ProjectProblem | undefined,
): Promise<void> {
  const key = bucket.keys.problem;
  if (!problem && noted) await deleteObject(bucket.name, key);
  if (problem && noted?.reason !== problem.reason)
    await writeObject(bucket.name, key, JSON.stringify(problem), 'application/json');
}
