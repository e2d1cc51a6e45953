import type { EnginePorts } from '../engine-ports.ts';
import type { CommitOptions } from '../storage/committed-document.ts';
import { Job, jobKey } from './job.ts';
import { isTerminal, type JobDocument } from './job-document.ts';

/** Every labeling job of the account, by name without regard to case. */
export class JobStore {
  #ports: EnginePorts;
  #commit: CommitOptions;
  #jobs = new Map<string, Job>();
  #listed = false;
  /** Documents that nothing changes any more: they need no reading again. */
  #ended = new Map<Job, JobDocument>();

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
    return Promise.all(jobs.map(async (job) => ({ job, document: await this.#read(job) })));
  }

  async #read(job: Job): Promise<JobDocument> {
    const known = this.#ended.get(job);
    if (known) return known;
    const document = await job.document.read();
    if (isTerminal(document) && document.announced) this.#ended.set(job, document);
    return document;
  }

  #open(name: string, job = this.#jobs.get(name.toLowerCase()) ?? new Job(name, this.#ports, this.#commit)): Job {
    this.#jobs.set(name.toLowerCase(), job);
    return job;
  }
}
