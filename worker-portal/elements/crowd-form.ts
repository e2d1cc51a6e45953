import type { Proposals } from '../../shared/contracts/proposals.ts';
import { readAnswer, restoreAnswer } from './answer-of-form.ts';
import { type Carry, CrowdElement, isTextEntry, whenParsed } from './crowd-element.ts';
import { elementStyle, styleSheet } from './element-style.ts';
import { formWords } from './form-words.ts';
import { showShortcuts } from './shortcuts-dialog.ts';
import { toolButton } from './tool-button.ts';

const formStyle = styleSheet(`
.bar { position: sticky; bottom: 0; display: flex; gap: 12px; align-items: center; justify-content: flex-end; padding: 8px; border-top: 1px solid var(--line); background: var(--paper); }
.bar p { margin: 0 auto 0 0; }
:host(.filled) { --bar-room: 0px; --button-room: 46px; }
:host(.filled) .bar { position: fixed; inset: auto 0 0 auto; width: 224px; flex-wrap: wrap; gap: 4px; padding: 6px 8px 6px 4px; border: 0; }
:host(.filled) .bar .primary { flex: 1; }
:host(.filled) .bar p:not(:empty) { flex-basis: 100%; }
@media (max-width: 700px) {
  :host(.filled) .bar { position: sticky; inset: auto 0 0; width: auto; flex-wrap: nowrap; border-top: 1px solid var(--line); }
  :host(.filled) .bar p:not(:empty) { flex-basis: auto; }
}
dl { display: grid; grid-template-columns: auto 1fr; gap: 4px 16px; }
dd { margin: 0; }
`);

/** What one task's form hands on to the next task's: by element name. */
export interface FormCarry {
  elements: Record<string, { carry: Carry; answer: unknown }>;
}

/**
 * The form around a task. Dispatches a cancelable `submit` at itself, as templates' scripts expect (`onsubmit`), and
 * then `crowd-submit` with the answer as `detail`; `change` bubbles up to it from its elements; `crowd-ready` when all
 * are usable.
 */
export class CrowdForm extends HTMLElement {
  #bar = document.createElement('div');
  #problem = document.createElement('p');
  #isReady = false;

  connectedCallback(): void {
    if (this.shadowRoot || this.#host) return;
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [elementStyle, formStyle];
    this.#bar.className = 'bar';
    this.#problem.className = 'problem';
    this.#problem.setAttribute('role', 'alert');
    root.append(document.createElement('slot'), this.#bar);
    whenParsed(() => void this.#begin());
  }

  /** Where templates' scripts put further fields: into the form, or into the element whose own form this stands for. */
  get form(): Element {
    return this.#host ?? this;
  }

  get #host(): Element | undefined {
    const root = this.getRootNode();
    return root instanceof ShadowRoot ? root.host : undefined;
  }

  /** The answer as it stands. */
  get answer(): Record<string, unknown> {
    return readAnswer(this);
  }

  get carry(): FormCarry {
    const named = this.#elements().filter((element) => element.hasAttribute('name'));
    const entries = named.map((element) => [
      element.getAttribute('name')!,
      { carry: element.carry, answer: element._submittableValue },
    ]);
    return { elements: Object.fromEntries(entries) };
  }

  /** The task came into sight. */
  activate(before?: FormCarry): void {
    for (const element of this.#elements()) {
      const handed = before?.elements[element.getAttribute('name') ?? ''];
      if (handed) element.takeOver(handed.carry, handed.answer);
    }
    this.#elements()[0]?.activate();
  }

  /** Boxes that may hold objects, for elements that can make use of them. */
  offer(proposals: Proposals): void {
    for (const element of this.#elements()) element.offer(proposals);
  }

  restore(answer: Record<string, unknown>): void {
    restoreAnswer(this, answer);
  }

  /** Submits as if the worker had pressed the button. */
  submit(): void {
    const problem = this.#findProblem();
    this.#problem.textContent = problem;
    if (problem || !this.#isReady) return;
    // A native submit event does not leave a shadow root; this one is dispatched where templates listen.
    if (!this.dispatchEvent(new SubmitEvent('submit', { bubbles: true, cancelable: true }))) return;
    this.dispatchEvent(new CustomEvent('crowd-submit', { bubbles: true, detail: this.answer }));
  }

  /** Acts as if the worker had pressed these keys here. Text fields take none. */
  press(keys: ReadonlyArray<Pick<KeyboardEvent, 'key' | 'shiftKey'>>): void {
    for (const { key, shiftKey } of keys) {
      let target = document.activeElement ?? this;
      while (target.shadowRoot?.activeElement) target = target.shadowRoot.activeElement;
      const event = { key, shiftKey, bubbles: true, cancelable: true, composed: true };
      target.dispatchEvent(new KeyboardEvent('keydown', event));
    }
  }

  showShortcuts(): void {
    const words = formWords();
    const own = [
      { keys: 'Enter', does: words.submits },
      { keys: '?', does: words.showsShortcuts },
    ];
    showShortcuts([...own, ...this.#elements().flatMap(({ shortcuts }) => shortcuts)], this.shadowRoot!);
  }

  async #begin(): Promise<void> {
    const own = this.querySelector('crowd-button[form-action=submit], button[type=submit], input[type=submit]');
    const submit = toolButton(formWords().submit, () => this.submit(), 'Enter');
    submit.className = 'primary';
    submit.disabled = true;
    this.#bar.append(this.#problem, ...(own ? [] : [submit]));
    this.addEventListener('click', (event) => this.#click(event));
    document.addEventListener('keydown', (event) => this.#key(event));
    await Promise.all(this.#elements().map(({ ready }) => ready));
    this.#isReady = true;
    submit.disabled = false;
    const unknown = [...this.querySelectorAll(':not(:defined)')].find(({ localName }) =>
      localName.startsWith('crowd-'),
    );
    this.#problem.textContent = unknown ? formWords().unknownElement(unknown.localName) : '';
    document.dispatchEvent(new Event('all-crowd-elements-ready'));
    this.dispatchEvent(new Event('crowd-ready', { bubbles: true }));
  }

  #elements(): CrowdElement[] {
    return [...this.querySelectorAll('*')].filter((element) => element instanceof CrowdElement);
  }

  #findProblem(): string {
    const problem = this.#elements().find((element) => element.problem)?.problem;
    if (problem) return problem;
    for (const field of this.querySelectorAll<HTMLInputElement>('input, textarea, select'))
      if (!field.checkValidity()) return field.validationMessage;
    return '';
  }

  #click(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : undefined;
    const isSubmit = target?.closest('crowd-button[form-action=submit], button[type=submit], input[type=submit]');
    if (!isSubmit || isSubmit.hasAttribute('disabled')) return;
    event.preventDefault();
    this.submit();
  }

  #key(event: KeyboardEvent): void {
    const target = event.composedPath()[0];
    const isModal = event.composedPath().some((node) => node instanceof HTMLDialogElement);
    if (event.defaultPrevented || event.isComposing || isModal || this.#handleKey(event, target) === false) return;
    event.preventDefault();
  }

  #handleKey(event: KeyboardEvent, target: EventTarget | undefined): boolean {
    // A key that is held down submits one task, not all that follow.
    if (event.key === 'Enter' && event.repeat && !isTextEntry(target)) return true;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      this.submit();
      return true;
    }
    if (isTextEntry(target)) return false;
    const pressesTarget = target instanceof Element && target.matches('button, a, summary, input, [role=button]');
    if (pressesTarget && (event.key === 'Enter' || event.key === ' ')) return false;
    if (event.key === 'Enter') this.submit();
    else if (event.key === '?') this.showShortcuts();
    else {
      const path = event.composedPath();
      const focusedFirst = this.#elements().sort((a, b) => Number(path.includes(b)) - Number(path.includes(a)));
      return focusedFirst.some((element) => element.handleKey(event));
    }
    return true;
  }
}
