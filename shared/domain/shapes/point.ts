/** A place in an image: pixels from its left and top edges. */
export interface Point {
  x: number;
  y: number;
}
