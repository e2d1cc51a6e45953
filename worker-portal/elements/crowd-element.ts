import JSON5 from 'json5';
import type { Proposals } from '../../shared/contracts/proposals.ts';

/** A line of the shortcuts overlay: `keys` as people read them ("Ctrl Z"), `does` in the worker's language. */
export interface Shortcut {
  keys: string;
  does: string;
}

/**
 * What an element hands on to its successor of the same name in the next task: zoom, chosen label, the answer before.
 */
export type Carry = Record<string, unknown>;

/**
 * What `crowd-form` knows of everything that stands in it. A subclass builds its open shadow root in `build`, gives
 * `value`, takes a draft back by `restore`, and calls `changed` after each change a person made. Custom element classes
 * are registered in `register.ts`.
 */
export abstract class CrowdElement extends HTMLElement {
  #ready = Promise.withResolvers<void>();
  #begun = false;

  /** The labels to choose from. Templates' scripts read them, and give others while the task is in sight. */
  get labels(): string[] {
    return this.namesAttribute('labels');
  }

  set labels(labels: readonly unknown[]) {
    this.setAttribute('labels', JSON.stringify(labels));
    if (this.shadowRoot) this.relabelled();
  }

  /** The labels are others now. */
  protected relabelled(): void {}

  /**
   * Called once, with all children parsed. The element is ready when the returned promise is: e.g. when its image is
   * decoded.
   */
  protected abstract build(): void | Promise<void>;

  /**
   * What is submitted under the element's `name`; undefined leaves the name out. Read synchronously by templates'
   * scripts too.
   */
  abstract get value(): unknown;

  /** Shows what `value` gave before: a draft, or the answer of a reopened task. Anything else in it is ignored. */
  abstract restore(value: unknown): void;

  /** Boxes that may hold objects, of whatever class; given before `restore`. */
  offer(_proposals: Proposals): void {}

  get _submittableValue(): unknown {
    return this.value;
  }

  /** What hinders submission, in the worker's language; empty = nothing. */
  get problem(): string {
    return '';
  }

  /** Resolves when the element is usable, also if its image cannot be loaded: then `problem` says so. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  get shortcuts(): readonly Shortcut[] {
    return [];
  }

  /** A key pressed outside of text fields. True = used: it then goes no further. Enter and `?` are the form's own. */
  handleKey(_event: KeyboardEvent): boolean {
    return false;
  }

  /** Handed to the same-named element of the next task by `takeOver`, together with the answer that this one gave. */
  get carry(): Carry {
    return {};
  }

  /** @param before the `carry` of the task before; @param answer its `value` */
  takeOver(_before: Carry, _answer: unknown): void {}

  /** The task came into sight: the element that people work in takes the focus. */
  activate(): void {}

  connectedCallback(): void {
    if (this.#begun) return;
    this.#begun = true;
    whenParsed(async () => {
      try {
        await this.build();
      } finally {
        this.#ready.resolve();
      }
    });
  }

  /** Tells the form that the value is another one. */
  protected changed(): void {
    this.dispatchEvent(new Event('change', { bubbles: true }));
  }

  /**
   * An attribute that holds JSON as people write it: single quotes, bare keys, trailing commas; undefined if it is
   * none.
   */
  protected jsonAttribute(name: string): unknown {
    const text = this.getAttribute(name)?.trim();
    if (!text) return undefined;
    try {
      return JSON5.parse(text);
    } catch (error) {
      console.error(`<${this.localName} ${name}>: ${(error as Error).message}`);
      return undefined;
    }
  }

  /** The names in `labels`, `categories` and the like; templates also write objects with a `label`. */
  protected namesAttribute(name: string): string[] {
    const listed = this.jsonAttribute(name);
    if (!Array.isArray(listed)) return [];
    return listed.map((item: unknown) =>
      typeof item === 'object' && item !== null && 'label' in item ? String(item.label) : String(item),
    );
  }
}

/** Calls back when the document is parsed: before that, an element's children are not there. */
export function whenParsed(callback: () => void): void {
  if (document.readyState !== 'loading') queueMicrotask(callback);
  else document.addEventListener('DOMContentLoaded', callback, { once: true });
}

/** Typing there must never be taken for a shortcut. */
export function isTextEntry(target: EventTarget | undefined): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || /^(textarea|select)$/.test(target.localName)) return true;
  return target instanceof HTMLInputElement && !/^(button|checkbox|radio|range|submit|reset)$/.test(target.type);
}
