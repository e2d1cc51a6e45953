import { CrowdElement, type Shortcut } from '../crowd-element.ts';
import { buildWorkbench } from '../image-workbench.ts';
import { CategoryChoice } from './category-choice.ts';
import { CATEGORY_STYLE, CategoryList } from './category-list.ts';
import { classifierWords } from './classifier-words.ts';

/** What all classifiers have in common: categories to choose beside what is classified. */
export abstract class CategoryPicker extends CrowdElement {
  protected readonly words = classifierWords();
  protected abstract readonly isMultiple: boolean;
  #choice = new CategoryChoice({ categories: [] });
  #list: CategoryList | undefined;

  /** What is classified, and tools for it. */
  protected abstract buildSubject(): { middle: HTMLElement; tools?: Node[]; side?: HTMLElement[]; style?: string };

  /** Resolves when the subject can be seen. */
  protected async loadSubject(): Promise<void> {}

  protected get chosen(): string[] {
    return this.#choice.chosen;
  }

  override get problem(): string {
    if (!this.#choice.isMissing) return '';
    return this.isMultiple ? this.words.chooseSome : this.words.choose;
  }

  override get shortcuts(): readonly Shortcut[] {
    return [{ keys: '1 – 9, 0', does: this.isMultiple ? this.words.pickSome : this.words.pick }];
  }

  override restore(value: unknown): void {
    const { label, labels } = (value ?? {}) as { label?: unknown; labels?: unknown };
    this.#choice.replace(Array.isArray(labels) ? labels : [label]);
    this.#list?.update();
  }

  override activate(): void {
    this.#list?.focus();
  }

  override handleKey(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const option = this.#choice.optionOfKey(event.key);
    if (option !== undefined) this.#pick(option);
    return option !== undefined;
  }

  protected override async build(): Promise<void> {
    this.#choice = new CategoryChoice({
      categories: this.namesAttribute('categories'),
      isMultiple: this.isMultiple,
      exclusion: this.isMultiple ? this.#exclusion() : undefined,
    });
    this.#list = new CategoryList(this.#choice, this.isMultiple ? 'checkbox' : 'radio', (option) => this.#pick(option));
    this.#list.element.addEventListener('keydown', (event) => this.#submitByEnter(event));
    const { middle, tools, side = [], style = '' } = this.buildSubject();
    buildWorkbench(this, {
      ...(tools && { tools }),
      middle,
      side: [areaOfScripts(this.#list.element), ...side],
      style: CATEGORY_STYLE + style,
    });
    await this.loadSubject();
  }

  #exclusion(): string | undefined {
    const { text } = (this.jsonAttribute('exclusion-category') ?? {}) as { text?: unknown };
    return typeof text === 'string' && text !== '' ? text : undefined;
  }

  #pick(option: string): void {
    const isChanged = this.#choice.pick(option);
    this.#list?.update(option);
    if (isChanged) this.changed();
  }

  /** Enter does nothing to a radio button or checkbox, so it means the form's here too. */
  #submitByEnter(event: KeyboardEvent): void {
    const form = this.closest('crowd-form');
    if (event.key !== 'Enter' || event.isComposing || !(form && 'submit' in form)) return;
    event.preventDefault();
    if (!event.repeat) (form as unknown as { submit(): void }).submit();
  }
}

/** Ground Truth's names of these parts: templates put further questions behind the list. */
function areaOfScripts(list: HTMLElement): HTMLElement {
  const area = document.createElement('div');
  area.className = 'annotation-area';
  list.classList.add('category-picker-wrapper');
  area.append(list);
  return area;
}
