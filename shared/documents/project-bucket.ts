import { projectKeys } from '../domain/project/bucket-keys.ts';

/** One project's part of the bucket: where each of its documents and images is. */
export interface ProjectBucket {
  /** The bucket's name. */
  name: string;
  project: string;
  keys: ReturnType<typeof projectKeys>;
}

export const projectBucket = (name: string, project: string): ProjectBucket => ({
  name,
  project,
  keys: projectKeys(project),
});
