import type { EnginePorts } from '../engine-ports.ts';

/** Which drafts a job has, so that the only writer of its state need not look for one with each task. */
export class KnownDrafts {
  #ports: Pick<EnginePorts, 'storage' | 'exclusive'>;
  #prefix: string;
  #keys = new Set<string>();
  #listed: Promise<void> | undefined;

  constructor(ports: Pick<EnginePorts, 'storage' | 'exclusive'>, prefix: string) {
    this.#ports = ports;
    this.#prefix = prefix;
  }

  /** A draft of this key is about to be saved. */
  add(key: string): void {
    this.#keys.add(key);
  }

  /** False only when there is certainly none. */
  async mayExist(key: string): Promise<boolean> {
    if (!this.#ports.exclusive || this.#keys.has(key)) return true;
    this.#listed ??= this.#list();
    try {
      await this.#listed;
    } catch (error) {
      this.#listed = undefined;
      throw error;
    }
    return this.#keys.has(key);
  }

  async #list(): Promise<void> {
    for await (const key of this.#ports.storage.list(this.#prefix)) this.#keys.add(key);
  }
}
