import { LINE } from './polygon/labeled-polygon.ts';
import { lineWords } from './polygon/line-words.ts';
import { OutlineElement, type OutlineKind } from './polygon/outline-element.ts';

/** `<crowd-line>`: labeled lines from one point to another on an image. */
export class CrowdLine extends OutlineElement {
  protected override outline(): OutlineKind {
    return { rules: LINE, field: 'lines', words: lineWords(), tellsModified: true };
  }
}
