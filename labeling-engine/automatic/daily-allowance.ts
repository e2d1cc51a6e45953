import type { CreateLabelingJobRequest } from '../contracts/labeling-requests.ts';
import type { EnginePorts } from '../engine-ports.ts';
import { CommittedDocument } from '../storage/committed-document.ts';

/** `machine-days/<project>/<day>.json`: how many images of a project the machine labels that day, by who took them. */
interface MachineDay {
  version: 1;
  writerId: string;
  /** By the job's reference, the round and the portion. */
  taken: Record<string, number>;
}

/** Whose images share a day's cap: those of the project that a job is tagged with, else the job's own. */
export const capOwner = ({ Tags }: CreateLabelingJobRequest, reference: string) =>
  encodeURIComponent(Tags?.find(({ Key }) => Key === 'labelloop:project')?.Value ?? reference);

type Ports = Pick<EnginePorts, 'storage' | 'randomHex' | 'exclusive'>;

/** A day's cap of a project, which several jobs may use at the same time. */
export class DailyAllowance {
  readonly #ports: Ports;
  readonly #key: string;
  readonly #cap: number;

  /** @param day UTC, such as 2026-11-30 */
  constructor(ports: Ports, owner: string, day: string, cap: number) {
    this.#ports = ports;
    this.#key = `machine-days/${owner}/${day}.json`;
    this.#cap = cap;
  }

  /**
   * Takes as many images as wanted and left.
   * @param who takes them: asked again, as after a crash, it has what it took
   */
  async take(who: string, wanted: number): Promise<number> {
    const empty: MachineDay = { version: 1, writerId: this.#ports.randomHex(8), taken: {} };
    await this.#ports.storage.create(this.#key, JSON.stringify(empty));
    const document = new CommittedDocument<MachineDay>(this.#ports.storage, this.#key, {
      newWriterId: () => this.#ports.randomHex(8),
      exclusive: this.#ports.exclusive,
    });
    return document.change((present) => {
      const before = present.taken[who];
      if (before !== undefined) return { next: present, result: before };
      const used = Object.values(present.taken).reduce((sum, images) => sum + images, 0);
      const result = Math.max(0, Math.min(wanted, this.#cap - used));
      return { next: { ...present, taken: { ...present.taken, [who]: result } }, result };
    });
  }
}
