import { CrowdElement } from './crowd-element.ts';
import { EntityEditor } from './entity/entity-editor.ts';
import { EntityText } from './entity/entity-text.ts';
import { TextOffsets } from './entity/text-offsets.ts';
import { buildWorkbench } from './image-workbench.ts';
import { PairForm } from './questions/pair-form.ts';
import { isBlank, isWithin, type Limits, type QuestionPair, readPairs } from './questions/question-pair.ts';
import { questionWords } from './questions/question-words.ts';
import { toolButton } from './tool-button.ts';

const STYLE = `
.text { overflow: auto; padding: 16px 20px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; font-size: 17px; line-height: 1.7; white-space: pre-wrap; overflow-wrap: anywhere; cursor: text; }
.entity { background: color-mix(in srgb, var(--accent) 25%, transparent); }
.workbench { grid-template-columns: minmax(0, 1fr) minmax(280px, 40%); }
@media (max-width: 700px) { .workbench { grid-template-columns: minmax(0, 1fr); } }
fieldset { position: relative; display: grid; gap: 8px; border: 1px solid var(--line); border-radius: 8px; margin: 0; min-width: 0; }
fieldset > button:first-of-type { position: absolute; inset: -8px 8px auto auto; }
fieldset label { display: grid; gap: 2px; }
textarea, input, select { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: 4px 8px; min-width: 0; }
.pairs { display: grid; gap: 14px; }
`;

/** What crowd-question-answer-generation submits. Ground Truth does not document its own; this form is ours. */
export interface QuestionsAnswer {
  questionsAndAnswers: QuestionPair[];
}

/**
 * `<crowd-question-answer-generation>`: questions about a text with their answers, and the parts of it that they rest
 * on.
 */
export class CrowdQuestionAnswerGeneration extends CrowdElement {
  #words = questionWords();
  #text = new TextOffsets('');
  #view = new EntityText(
    { colourOf: () => '', shortNameOf: () => '', removeLabel: () => '', onSelect: () => {}, onRemove: () => {} },
    this.#words.text,
  );
  #forms: PairForm[] = [];
  #pairs = document.createElement('div');
  #add = toolButton(this.#words.add, () => this.#addForm(emptyPair()).focus());
  #selection: { start: number; end: number } | undefined;
  #count: Limits = { fewest: 1, most: Number.POSITIVE_INFINITY };
  #question: Limits = this.#count;
  #answer: Limits = this.#count;
  #tags: string[] = [];
  #mayHaveOwnTag = false;

  override get value(): QuestionsAnswer | undefined {
    const pairs = this.#forms.map(({ pair }) => pair).filter((pair) => !isBlank(pair));
    return pairs.length > 0 ? { questionsAndAnswers: structuredClone(pairs) } : undefined;
  }

  override restore(value: unknown): void {
    this.#begin(readPairs(value, this.#text.length));
  }

  override get problem(): string {
    const written = this.#forms.filter(({ pair }) => !isBlank(pair));
    if (written.length < this.#count.fewest) return this.#words.tooFew(this.#count.fewest);
    for (const [at, { pair }] of written.entries()) {
      if (!isWithin(pair.question, this.#question)) return this.#words.wrongLength(this.#words.question, at + 1);
      if (!isWithin(pair.answer, this.#answer)) return this.#words.wrongLength(this.#words.answer, at + 1);
      if (this.#tags.length > 0 && !pair.questionTag) return this.#words.noTag(at + 1);
    }
    return '';
  }

  override activate(): void {
    this.#forms[0]?.focus();
  }

  protected override build(): void {
    this.#text = new TextOffsets(this.getAttribute('text') ?? '');
    this.#count = this.#limits('min-questions', 'max-questions');
    this.#question = this.#limits('question-min-words', 'question-max-words');
    this.#answer = this.#limits('answer-min-words', 'answer-max-words');
    this.#tags = this.namesAttribute('question-tags');
    this.#mayHaveOwnTag = this.getAttribute('allow-custom-question-tags') === 'true';
    this.#view.element.removeAttribute('aria-describedby');
    this.#view.element.role = 'region';
    this.#view.show(this.#text, new EntityEditor(this.#text, [], '', true));
    // The button that takes the selection takes the focus first, and with it the selection.
    this.#view.element.addEventListener('pointerup', () => {
      this.#selection = this.#view.readSelection() ?? this.#selection;
    });
    this.#pairs.className = 'pairs';
    buildWorkbench(this, { middle: this.#view.element, side: [this.#pairs, this.#add], style: STYLE });
    this.#begin([]);
  }

  #limits(fewest: string, most: string): Limits {
    const number = (name: string, otherwise: number) => {
      const value = Number.parseInt(this.getAttribute(name) ?? '', 10);
      return Number.isNaN(value) ? otherwise : value;
    };
    return { fewest: number(fewest, 1), most: number(most, Number.POSITIVE_INFINITY) };
  }

  #begin(pairs: readonly QuestionPair[]): void {
    this.#forms = [];
    this.#pairs.replaceChildren();
    for (const pair of pairs.length > 0 ? pairs : [emptyPair()]) this.#addForm(structuredClone(pair));
  }

  #addForm(pair: QuestionPair): PairForm {
    const form = new PairForm(pair, {
      words: this.#words,
      text: this.#text,
      tags: this.#tags,
      mayHaveOwnTag: this.#mayHaveOwnTag,
      question: this.#question,
      answer: this.#answer,
      takeSelection: () => this.#takeSelection(),
      onChange: () => this.changed(),
      onRemove: () => this.#removeForm(form),
    });
    this.#forms.push(form);
    this.#pairs.append(form.element);
    this.#name();
    return form;
  }

  #removeForm(form: PairForm): void {
    this.#forms = this.#forms.filter((other) => other !== form);
    form.element.remove();
    this.#name();
    this.changed();
  }

  #name(): void {
    for (const [at, form] of this.#forms.entries()) form.name(at + 1, this.#forms.length > 1);
    this.#add.disabled = this.#forms.length >= this.#count.most;
  }

  #takeSelection() {
    const selected = this.#view.takeSelection() ?? this.#selection;
    this.#selection = undefined;
    return selected && this.#text.trimmed(selected.start, selected.end);
  }
}

const emptyPair = (): QuestionPair => ({ question: '', answer: '', references: [] });
