import { POLYLINE } from './polygon/labeled-polygon.ts';
import { OutlineElement, type OutlineKind } from './polygon/outline-element.ts';
import { polylineWords } from './polygon/polyline-words.ts';

/** `<crowd-polyline>`: labeled lines of any number of vertices on an image. */
export class CrowdPolyline extends OutlineElement {
  protected override outline(): OutlineKind {
    return { rules: POLYLINE, field: 'polylines', words: polylineWords(), tellsModified: true };
  }
}
