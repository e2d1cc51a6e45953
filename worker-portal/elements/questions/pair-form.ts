import type { TextOffsets } from '../entity/text-offsets.ts';
import { toolButton } from '../tool-button.ts';
import { countWords, type Limits, type QuestionPair } from './question-pair.ts';
import type { questionWords } from './question-words.ts';

const SHOWN = 40;

export interface PairFormOptions {
  words: ReturnType<typeof questionWords>;
  text: TextOffsets;
  tags: readonly string[];
  mayHaveOwnTag: boolean;
  question: Limits;
  answer: Limits;
  /** The part of the text that is selected. */
  takeSelection(): { start: number; end: number } | undefined;
  onChange(): void;
  onRemove(): void;
}

/** The fields of one question, which write into `pair`. */
export class PairForm {
  readonly element = document.createElement('fieldset');
  readonly pair: QuestionPair;
  #options: PairFormOptions;
  #legend = document.createElement('legend');
  #references = document.createElement('ul');
  #remove: HTMLButtonElement;
  #first: HTMLTextAreaElement;

  constructor(pair: QuestionPair, options: PairFormOptions) {
    this.pair = pair;
    this.#options = options;
    const { words } = options;
    this.#remove = toolButton('×', () => options.onRemove());
    this.#first = this.#textArea('question', words.question, options.question);
    this.element.append(
      this.#legend,
      this.#remove,
      ...(options.tags.length > 0 || options.mayHaveOwnTag ? [this.#tagField()] : []),
      this.#fieldOf(this.#first, words.question, 'question', options.question),
      this.#fieldOf(this.#textArea('answer', words.answer, options.answer), words.answer, 'answer', options.answer),
      toolButton(words.addReference, () => this.#refer()),
      this.#references,
    );
    this.#showReferences();
  }

  /** @param number from 1 */
  name(number: number, mayBeRemoved: boolean): void {
    this.#legend.textContent = this.#options.words.pair(number);
    this.#remove.ariaLabel = this.#options.words.remove(number);
    this.#remove.hidden = !mayBeRemoved;
  }

  focus(): void {
    this.#first.focus({ preventScroll: true });
  }

  #textArea(field: 'question' | 'answer', label: string, { most }: Limits): HTMLTextAreaElement {
    const area = document.createElement('textarea');
    area.rows = Number.isFinite(most) && most < 30 ? 2 : 3;
    area.ariaLabel = label;
    area.value = this.pair[field];
    area.addEventListener('input', () => {
      this.pair[field] = area.value;
      this.#options.onChange();
    });
    return area;
  }

  #fieldOf(area: HTMLTextAreaElement, label: string, field: 'question' | 'answer', limits: Limits): HTMLElement {
    const wrapper = document.createElement('label');
    const count = document.createElement('span');
    count.className = 'faint';
    const show = () => {
      const words = countWords(this.pair[field]);
      count.textContent = this.#options.words.wordCount(words, limits.fewest, limits.most);
    };
    area.addEventListener('input', show);
    show();
    wrapper.append(label, area, count);
    return wrapper;
  }

  #tagField(): HTMLElement {
    const { words, tags, mayHaveOwnTag } = this.#options;
    const wrapper = document.createElement('label');
    const field = document.createElement('input');
    const list = document.createElement('datalist');
    list.id = `tags-${crypto.randomUUID()}`;
    list.append(...tags.map((tag) => new Option(tag, tag)));
    field.setAttribute('list', list.id);
    field.value = this.pair.questionTag ?? '';
    if (mayHaveOwnTag) field.placeholder = words.ownTag;
    field.addEventListener('input', () => {
      if (field.value === '') delete this.pair.questionTag;
      else this.pair.questionTag = field.value;
      this.#options.onChange();
    });
    if (mayHaveOwnTag) {
      wrapper.append(words.tag, field, list);
      return wrapper;
    }
    const select = document.createElement('select');
    select.add(new Option('–', ''));
    for (const tag of tags) select.add(new Option(tag, tag));
    select.value = this.pair.questionTag ?? '';
    select.addEventListener('change', () => {
      field.value = select.value;
      field.dispatchEvent(new Event('input'));
    });
    wrapper.append(words.tag, select);
    return wrapper;
  }

  #refer(): void {
    const range = this.#options.takeSelection();
    if (!range) return;
    this.pair.references.push({ startOffset: range.start, endOffset: range.end });
    this.#changeReferences();
  }

  #changeReferences(): void {
    this.#showReferences();
    this.#options.onChange();
  }

  #showReferences(): void {
    const { text, words } = this.#options;
    this.#references.replaceChildren(
      ...this.pair.references.map(({ startOffset, endOffset }, at) => {
        const quoted = text.slice(startOffset, endOffset);
        const shown = quoted.length > SHOWN ? `${quoted.slice(0, SHOWN - 1)}…` : quoted;
        const row = document.createElement('li');
        const remove = toolButton('×', () => {
          this.pair.references.splice(at, 1);
          this.#changeReferences();
        });
        remove.ariaLabel = words.removeReference(shown);
        row.append(`“${shown}” `, remove);
        return row;
      }),
    );
  }
}
