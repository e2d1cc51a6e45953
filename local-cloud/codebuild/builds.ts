import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One build as the laptop keeps it. Times in milliseconds since 1970. */
export interface StoredBuild {
  /** `<project>:<uuid>`, as CodeBuild names builds. */
  id: string;
  project: string;
  status: 'SUCCEEDED' | 'FAILED';
  /** The image that the registry has since; a build that failed has none. */
  repository: string;
  tag: string;
  startedAt: number;
  endedAt: number;
}

/** Builds and the images that they left in the registry, in one file; what each printed, in a log of its own. */
export class Builds {
  readonly #path: string;
  readonly #logs: string;
  #builds: StoredBuild[];

  /** @param dataDir the cloud's folder */
  constructor(dataDir: string) {
    this.#path = join(dataDir, 'builds.json');
    this.#logs = join(dataDir, 'logs', 'builds');
    this.#builds = existsSync(this.#path) ? JSON.parse(readFileSync(this.#path, 'utf8')) : [];
  }

  newId = (project: string) => `${project}:${randomUUID()}`;

  find = (id: string): StoredBuild | undefined => this.#builds.find((build) => build.id === id);

  /** Tags of a repository's images. */
  tags = (repository: string): string[] =>
    this.#builds.filter((one) => one.status === 'SUCCEEDED' && one.repository === repository).map(({ tag }) => tag);

  print(id: string, line: string): void {
    const [project = '', stream = ''] = id.split(':');
    mkdirSync(join(this.#logs, project), { recursive: true, mode: 0o700 });
    appendFileSync(join(this.#logs, project, `${stream}.log`), `${line}\n`);
  }

  add(build: StoredBuild): void {
    this.#save([...this.#builds, build]);
  }

  /** The repository went with its images. */
  forgetImages(repository: string): void {
    this.#save(this.#builds.filter((build) => build.repository !== repository));
  }

  /** The file is the old one or the new one, whole, whenever the process ends. */
  #save(builds: StoredBuild[]): void {
    writeFileSync(`${this.#path}.new`, JSON.stringify(builds), { mode: 0o600 });
    renameSync(`${this.#path}.new`, this.#path);
    this.#builds = builds;
  }
}
