import { POLYGON } from './polygon/labeled-polygon.ts';
import { OutlineElement, type OutlineKind } from './polygon/outline-element.ts';
import { polygonWords } from './polygon/polygon-words.ts';

/** `<crowd-polygon>`: labeled polygons on an image. */
export class CrowdPolygon extends OutlineElement {
  protected override outline(): OutlineKind {
    return { rules: POLYGON, field: 'polygons', words: polygonWords(), tellsModified: false };
  }
}
