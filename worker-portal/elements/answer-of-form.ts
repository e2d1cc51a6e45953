import { CrowdElement } from './crowd-element.ts';

type Answer = Record<string, unknown>;

const isPlain = (value: unknown): value is Answer =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A form's answer: one key for each name; empty inputs left out; same-named boxes are one object, as Ground Truth has
 * it.
 */
export function readAnswer(form: Element): Answer {
  const answer: Answer = {};
  for (const element of form.querySelectorAll('[name]')) {
    const value = valueOfField(element);
    if (value === undefined) continue;
    const name = element.getAttribute('name')!;
    const before = Object.hasOwn(answer, name) ? answer[name] : undefined;
    const merged = isPlain(before) && isPlain(value) ? { ...before, ...value } : value;
    Object.defineProperty(answer, name, { value: merged, enumerable: true, configurable: true, writable: true });
  }
  return answer;
}

function valueOfField(element: Element): unknown {
  if (element instanceof CrowdElement) return element._submittableValue;
  if (element instanceof HTMLInputElement) {
    if (/^(submit|reset|button|image|file)$/.test(element.type)) return undefined;
    if (/^(radio|checkbox)$/.test(element.type)) return element.checked ? element.value : undefined;
    return element.value || undefined;
  }
  const isField = element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;
  return isField ? element.value || undefined : undefined;
}

/** Puts a draft or a former answer back into the form. */
export function restoreAnswer(form: Element, answer: Answer): void {
  for (const element of form.querySelectorAll('[name]')) {
    const name = element.getAttribute('name')!;
    const value = Object.hasOwn(answer, name) ? answer[name] : undefined;
    if (element instanceof CrowdElement) {
      if (value !== undefined) element.restore(value);
    } else if (element instanceof HTMLInputElement && /^(radio|checkbox)$/.test(element.type)) {
      element.checked = value === element.value;
    } else if (
      typeof value === 'string' &&
      (element instanceof HTMLInputElement ||
        element instanceof HTMLTextAreaElement ||
        element instanceof HTMLSelectElement)
    ) {
      element.value = value;
    }
  }
}
