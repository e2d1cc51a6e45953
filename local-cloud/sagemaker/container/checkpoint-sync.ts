import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Clock } from '../../clock.ts';
import type { ObjectAccess, S3Folder } from './object-access.ts';

const LOOK_EVERY_MS = 1_000;

/**
 * `CheckpointConfig`: what a training writes to its checkpoint folder goes to S3 while it trains, and is there again
 * when the job goes on on another machine. Files that the training removes stay in S3.
 */
export class CheckpointSync {
  readonly #folder: string;
  readonly #target: S3Folder;
  readonly #access: ObjectAccess;
  readonly #clock: Clock;
  /** Modification time and size of each file when it was last uploaded. */
  readonly #uploaded = new Map<string, string>();
  #stopLooking = () => {};
  #upload = Promise.resolve();
  #failure: unknown;

  /** @param folder the container's, e.g. `/opt/ml/checkpoints` */
  constructor(folder: string, target: S3Folder, access: ObjectAccess, clock: Clock) {
    this.#folder = folder;
    this.#target = target;
    this.#access = access;
    this.#clock = clock;
  }

  /** Makes the folder what S3 has. */
  async restore(signal: AbortSignal): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    await mkdir(this.#folder, { recursive: true });
    await this.#access.downloadAll(await this.#access.list(this.#target), this.#folder, signal);
  }

  /** Uploads what changes until `finish`. */
  start(): void {
    const look = () => {
      this.#stopLooking = this.#clock.at(this.#clock.now() + LOOK_EVERY_MS, () => {
        this.#queue();
        look();
      });
    };
    look();
  }

  /** Uploads what is left. @throws what S3 answered to an upload that failed */
  async finish(): Promise<void> {
    this.#stopLooking();
    this.#queue();
    await this.#upload;
    if (this.#failure) throw this.#failure;
  }

  #queue(): void {
    this.#upload = this.#upload
      .then(() => this.#uploadChanged())
      .then(
        () => (this.#failure = undefined),
        (error) => (this.#failure = error),
      );
  }

  async #uploadChanged(): Promise<void> {
    const found = await readdir(this.#folder, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of found) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      // It may be replaced or removed at any moment: then the next look sees what came of it.
      const seen = await stat(path).catch(() => undefined);
      const state = seen && `${seen.mtimeMs} ${seen.size}`;
      if (!state || this.#uploaded.get(path) === state) continue;
      const bytes = await readFile(path).catch(() => undefined);
      if (!bytes) continue;
      const name = relative(this.#folder, path).split(sep).join('/');
      await this.#access.write({ bucket: this.#target.bucket, key: `${this.#target.prefix}${name}` }, bytes);
      this.#uploaded.set(path, state);
    }
  }
}
