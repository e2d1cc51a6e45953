/** Counts by class name, from the class ids. Every class of the project has a count, others get the name `class <id>`. */
export class ClassCounts {
  readonly #labels: readonly string[];
  readonly #counts: Map<string, number>;

  constructor(labels: readonly string[]) {
    this.#labels = labels;
    this.#counts = new Map(labels.map((label) => [label, 0]));
  }

  add(id: number): void {
    const label = this.#labels[id] ?? `class ${id}`;
    this.#counts.set(label, (this.#counts.get(label) ?? 0) + 1);
  }

  toObject(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }
}
