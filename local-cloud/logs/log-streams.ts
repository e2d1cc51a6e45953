import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** SageMaker's log groups, and the folder of `<data>/logs/` that each is here. */
const GROUPS: Readonly<Record<string, string>> = {
  '/aws/sagemaker/TrainingJobs': 'training-jobs',
  '/aws/sagemaker/TransformJobs': 'transform-jobs',
  '/aws/sagemaker/ProcessingJobs': 'processing-jobs',
};
const BUILD_PROJECT = /^\/aws\/codebuild\/([\w-]+)$/;
const ENDPOINT = /^\/aws\/sagemaker\/Endpoints\/([a-zA-Z0-9-]+)$/;
/** What follows a job's name in the name of its stream: the host, and when it began. */
const HOST = 'algo-1';

export interface LogStream {
  name: string;
  path: string;
  /** When it began, ms since 1970. The laptop keeps no time for each line: every event carries this one. */
  began: number;
  lastWritten: number;
  bytes: number;
}

/** The laptop's logs of jobs and endpoints as CloudWatch's groups and streams. */
export class LogStreams {
  readonly #root: string;

  /** @param dataDir the cloud's folder */
  constructor(dataDir: string) {
    this.#root = join(dataDir, 'logs');
  }

  get groups(): string[] {
    const endpoints = this.#files('endpoints').map((name) => `/aws/sagemaker/Endpoints/${name}`);
    return [...Object.keys(GROUPS), ...endpoints].sort();
  }

  /** By name; undefined for a group that there is not. */
  list(group: string): LogStream[] | undefined {
    const endpoint = ENDPOINT.exec(group)?.[1];
    const builder = BUILD_PROJECT.exec(group)?.[1];
    const folder = endpoint !== undefined ? 'endpoints' : builder !== undefined ? `builds/${builder}` : GROUPS[group];
    if (folder === undefined) return undefined;
    const names = this.#files(folder).filter((name) => endpoint === undefined || name === endpoint);
    if (endpoint !== undefined && names.length === 0) return undefined;
    return names
      .map((name) => {
        const path = join(this.#root, folder, `${name}.log`);
        const { birthtimeMs, mtimeMs, size } = statSync(path);
        const began = Math.floor(birthtimeMs || mtimeMs);
        const job = builder === undefined ? `${name}/${HOST}-${Math.floor(began / 1000)}` : name;
        const stream = endpoint === undefined ? job : 'AllTraffic/i-laptop';
        return { name: stream, path, began, lastWritten: Math.floor(mtimeMs), bytes: size };
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** One that is being written goes on without a name, until its job ends. */
  remove({ path }: LogStream): void {
    rmSync(path, { force: true });
  }

  /** The lines that are whole. */
  lines({ path }: LogStream): string[] {
    const text = readFileSync(path, 'utf8');
    return text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split(/\r?\n/)
      .slice(0, -1);
  }

  #files(folder: string): string[] {
    try {
      const names = readdirSync(join(this.#root, folder)).filter((name) => name.endsWith('.log'));
      return names.map((name) => name.slice(0, -'.log'.length));
    } catch {
      return [];
    }
  }
}
