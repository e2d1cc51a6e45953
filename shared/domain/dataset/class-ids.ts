/** The class ids that the lines of a dataset carry: a class order, when they agree with each other and leave no gap. */
export class ClassIds {
  readonly #names = new Map<number, string>();
  #agree = true;
  #changes = 0;

  /** How often something was said that was new: as long as it stays, so does the order. */
  get changes(): number {
    return this.#changes;
  }

  get agree(): boolean {
    return this.#agree;
  }

  saw(id: number, name: unknown): void {
    if (!this.#agree) return;
    const known = this.#names.get(id);
    if (known !== undefined && known === name) return;
    this.#changes++;
    if (known === undefined && Number.isInteger(id) && id >= 0 && typeof name === 'string') this.#names.set(id, name);
    else this.#agree = false;
  }

  /** By id; undefined when they are no order. */
  labels(): string[] | undefined {
    const labels = [...this.#names].sort(([a], [b]) => a - b).map(([, name]) => name);
    const isWhole = labels.length > 0 && this.#names.has(labels.length - 1) && new Set(labels).size === labels.length;
    return this.#agree && isWhole ? labels : undefined;
  }
}
