import { createOnce, findText, readText } from '../aws/s3.ts';
import { parseJson } from '../contracts/parse.ts';
import { type Project, projectSchema } from '../contracts/project.ts';
import type { ProjectProblem } from '../contracts/project-problem.ts';
import { InvalidDocumentError } from '../errors.ts';
import { changeDocument } from './change-document.ts';
import type { ProjectBucket } from './project-bucket.ts';

/** The project as it is configured now, or what is wrong with it, for people. */
export async function loadProject(bucket: ProjectBucket): Promise<{ project: Project } | { problem: ProjectProblem }> {
  const key = bucket.keys.config;
  const stored = await findText(bucket.name, key);
  if (!stored) return broken('no-such-project', `no such project: labelloop init ${bucket.project} makes it`);
  try {
    const config = parseJson(projectSchema, stored.text, key);
    if (config.project === bucket.project) return { project: config };
    return broken(
      'broken-project',
      `${key} is not valid: project: it holds ${config.project}, its folder ${bucket.project}`,
    );
  } catch (error) {
    if (error instanceof InvalidDocumentError) return broken('broken-project', error.message);
    throw error;
  }
}

/** The project as it is configured now. @throws InvalidDocumentError with what is wrong with it */
export async function wellProject(bucket: ProjectBucket): Promise<Project> {
  const loaded = await loadProject(bucket);
  if ('problem' in loaded) throw new InvalidDocumentError(loaded.problem.reason);
  return loaded.project;
}

const broken = (code: string, reason: string) => ({ problem: { version: 1 as const, code, reason } });

/** project.json as a batch froze it. @throws ObjectMissingError, InvalidDocumentError */
export async function readProject(bucket: string, configKey: string): Promise<Project> {
  return parseJson(projectSchema, (await readText(bucket, configKey)).text, configKey);
}

/** Changes project.json, which stays readable for people; see `changeDocument`. */
export const changeProject = (bucket: ProjectBucket, change: (present: Project) => Project | undefined) =>
  changeDocument(
    bucket.name,
    bucket.keys.config,
    (text, key) => parseJson(projectSchema, text, key),
    (present) => present && change(present),
    (document) => JSON.stringify(document, null, 2),
  );

/** Writes a new project.json. @returns false when there is a project of this name already */
export const createProject = (bucket: ProjectBucket, project: Project): Promise<boolean> =>
  createOnce(bucket.name, bucket.keys.config, JSON.stringify(project, null, 2));
