import { labelColour } from '../../shared/domain/labeling/label-colours.ts';
import { LabelList } from './label-list.ts';

/** The colour of a label that the template does not list. */
const UNKNOWN_COLOUR = '#9aa0a6';

/** The labels of an element, each in its colour, as the list that people choose one from. */
export class ColouredLabels {
  #labels: readonly string[] = [];
  #wished: readonly string[] = [];
  readonly #list: LabelList;

  constructor(onChoose: (label: string) => void) {
    this.#list = new LabelList([], [], (index) => {
      const label = this.#labels[index];
      if (label !== undefined) onChoose(label);
    });
  }

  get element(): HTMLElement {
    return this.#list.element;
  }

  /** The label that people chose; empty when there are none. */
  get chosen(): string {
    return this.#labels[this.#list.chosen] ?? '';
  }

  includes(label: string): boolean {
    return this.#labels.includes(label);
  }

  /**
   * Other labels; the chosen one stays so where it is still there.
   * @param wished CSS colours by label, where a template has its own
   */
  replace(labels: readonly string[], wished: readonly string[] = this.#wished): void {
    this.#labels = labels;
    this.#wished = wished;
    this.#list.replace(
      labels,
      labels.map((label) => this.colourOf(label)),
    );
  }

  colourOf(label: string): string {
    const index = this.#labels.indexOf(label);
    if (index < 0) return UNKNOWN_COLOUR;
    const wished = this.#wished[index];
    return wished && CSS.supports('color', wished) ? wished : labelColour(index);
  }

  /** Chooses a label as if people had; the first where it is none of these. */
  choose(label: unknown): void {
    this.#list.choose(Math.max(0, this.#labels.indexOf(String(label))));
  }

  chooseNext(): void {
    this.#list.choose((this.#list.chosen + 1) % this.#labels.length);
  }

  /** Shows another label as chosen, without telling. */
  mark(label: string): void {
    this.#list.mark(this.#labels.indexOf(label));
  }

  handleKey(event: KeyboardEvent): boolean {
    return this.#list.handleKey(event);
  }
}
