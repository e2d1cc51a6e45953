import type { EnginePorts } from '../engine-ports.ts';
import type { CommitOptions } from '../storage/committed-document.ts';
import { Job, jobKey } from './job.ts';
import type { JobDocument } from './job-document.ts';

/** Every labeling job of the account, by name without regard to case. */
export class JobStore {
  #ports: EnginePorts;
  #commit: CommitOptions;
  #jobs = new Map<string, Job>();
  #listed = false;

  constructor(ports: EnginePorts, commit: CommitOptions) {
    this.#ports = ports;
    this.#commit = commit;
  }

  /** Returns false when the name is taken. */
  async create(document: JobDocument): Promise<boolean> {
    const name = document.request.LabelingJobName;
    const isNew = await this.#ports.storage.create(jobKey(name), JSON.stringify(document));
    this.#open(name);
    return isNew;
  }

  async find(name: string): Promise<{ job: Job; document: JobDocument } | undefined> {
    const known = this.#jobs.get(name.toLowerCase());
    if (!known && this.#listed && this.#ports.exclusive) return undefined;
    const job = known ?? new Job(name, this.#ports, this.#commit);
    const document = await job.document.find();
    if (!document) return undefined;
    return { job: this.#open(document.request.LabelingJobName, job), document };
  }

  /** In order of their names. */
  async list(): Promise<Array<{ job: Job; document: JobDocument }>> {
    if (!this.#listed || !this.#ports.exclusive) {
      for await (const key of this.#ports.storage.list('jobs/')) this.#open(key.slice('jobs/'.length, -'.json'.length));
      this.#listed = true;
    }
    const jobs = [...this.#jobs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, job]) => job);
    return Promise.all(jobs.map(async (job) => ({ job, document: await job.document.read() })));
  }

  #open(name: string, job = this.#jobs.get(name.toLowerCase()) ?? new Job(name, this.#ports, this.#commit)): Job {
    this.#jobs.set(name.toLowerCase(), job);
    return job;
  }
}
