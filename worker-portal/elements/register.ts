import { CrowdBoundingBox } from './crowd-bounding-box.ts';
import { CrowdForm } from './crowd-form.ts';

/** Every element that templates may use, in the order in which they are upgraded: the form last, with all else usable. */
const ELEMENTS: Record<string, CustomElementConstructor> = {
  'crowd-bounding-box': CrowdBoundingBox,
  'crowd-form': CrowdForm,
};

export function registerElements(): void {
  for (const [name, element] of Object.entries(ELEMENTS)) {
    if (!customElements.get(name)) customElements.define(name, element);
  }
}
