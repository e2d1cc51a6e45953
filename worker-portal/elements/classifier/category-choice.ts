export interface ChoiceOptions {
  categories: readonly string[];
  isMultiple?: boolean;
  /** "None of the above": excludes all others. */
  exclusion?: string | undefined;
}

/** Which of the categories are chosen. */
export class CategoryChoice {
  /** All that can be chosen, in the order of their keys; the excluding one last. */
  readonly options: readonly string[];
  readonly #isMultiple: boolean;
  readonly #exclusion: string | undefined;
  #chosen = new Set<string>();

  constructor({ categories, isMultiple = false, exclusion }: ChoiceOptions) {
    this.options = [...new Set([...categories, ...(exclusion ? [exclusion] : [])])];
    this.#isMultiple = isMultiple;
    this.#exclusion = exclusion;
  }

  /** In the order of `options`. */
  get chosen(): string[] {
    return this.options.filter((option) => this.#chosen.has(option));
  }

  /**
   * Whether something must still be chosen: with several to choose from and none that excludes, nothing is an answer
   * too.
   */
  get isMissing(): boolean {
    return this.#chosen.size === 0 && (!this.#isMultiple || this.#exclusion !== undefined);
  }

  /** Chooses, or, where several can be, takes back. @returns whether that changed anything */
  pick(option: string): boolean {
    if (!this.options.includes(option)) return false;
    const isChosen = this.#chosen.has(option);
    if (!this.#isMultiple) {
      this.#chosen = new Set([option]);
      return !isChosen;
    }
    if (isChosen) this.#chosen.delete(option);
    else if (option === this.#exclusion) this.#chosen = new Set([option]);
    else {
      if (this.#exclusion !== undefined) this.#chosen.delete(this.#exclusion);
      this.#chosen.add(option);
    }
    return true;
  }

  /** Exactly these, as far as they can be chosen. */
  replace(options: readonly unknown[]): void {
    this.#chosen.clear();
    for (const option of options) if (typeof option === 'string') this.pick(option);
  }

  /** The option of a key: 1 to 9, 0 the tenth. */
  optionOfKey(key: string): string | undefined {
    if (!/^\d$/.test(key)) return undefined;
    return this.options[key === '0' ? 9 : Number(key) - 1];
  }
}

/** The key of the option at `index`; undefined for an eleventh. */
export const keyOfOption = (index: number): string | undefined => (index < 10 ? String((index + 1) % 10) : undefined);
