import { describe, expect, it } from '@jest/globals';
import {
  contains,
  type DrawnPolygon,
  edgeMiddle,
  movedBy,
  nearestEdge,
  onImage,
  POLYGON,
  readOutlines,
  vertexNear,
  withoutVertex,
  withVertexInserted,
  withVertexMoved,
} from '../../../../worker-portal/elements/polygon/labeled-polygon.ts';

const SIZE = { width: 100, height: 80 };
const square: DrawnPolygon = {
  label: 'dog',
  vertices: [
    { x: 10, y: 10 },
    { x: 30, y: 10 },
    { x: 30, y: 30 },
    { x: 10, y: 30 },
  ],
};
const corners = ({ vertices }: DrawnPolygon) => vertices.map(({ x, y }) => [x, y]);

describe('polygons are read', () => {
  it('from an initial value and from a former answer', () => {
    expect(readOutlines([square], 'polygons', POLYGON)).toEqual([square]);
    expect(readOutlines({ polygons: [square], inputImageProperties: SIZE }, 'polygons', POLYGON)).toEqual([square]);
  });

  it('without shapes that have no label or no area', () => {
    const broken = [{ ...square, label: 7 }, { label: 'dog', vertices: square.vertices.slice(0, 2) }, null, 'x'];
    const tainted = {
      label: 'dog',
      vertices: [...square.vertices, { x: 'a', y: 1 }, { x: Number.POSITIVE_INFINITY, y: 1 }],
    };
    expect(readOutlines([...broken, tainted], 'polygons', POLYGON)).toEqual([square]);
    for (const none of [undefined, null, 'x', {}]) expect(readOutlines(none, 'polygons', POLYGON)).toEqual([]);
  });
});

describe('a polygon', () => {
  it('moves as a whole up to the edges of the image, with its shape', () => {
    expect(corners(movedBy(square, { x: 5.4, y: -3 }, SIZE))[0]).toEqual([15, 7]);
    expect(corners(movedBy(square, { x: -99, y: 99 }, SIZE))).toEqual([
      [0, 60],
      [20, 60],
      [20, 80],
      [0, 80],
    ]);
  });

  it('moves back into the image when it reaches beyond it', () => {
    const outside = withVertexMoved(square, 0, { x: -10, y: 10 });
    expect(corners(movedBy(outside, { x: -5, y: 0 }, SIZE))[0]).toEqual([-10, 10]);
    expect(corners(movedBy(outside, { x: 5, y: 0 }, SIZE))[0]).toEqual([-5, 10]);
  });

  it('gets a vertex on an edge, also on the one that closes it, and loses vertices down to three', () => {
    expect(edgeMiddle(square, 3)).toEqual({ x: 10, y: 20 });
    const five = withVertexInserted(square, 3, { x: 5, y: 20 });
    expect(corners(five).at(-1)).toEqual([5, 20]);
    const three = withoutVertex(square, 0, POLYGON)!;
    expect(corners(three)).toEqual([
      [30, 10],
      [30, 30],
      [10, 30],
    ]);
    expect(withoutVertex(three, 0, POLYGON)).toBeUndefined();
  });

  it('is hit at its vertices, its edges and inside', () => {
    expect(vertexNear(square.vertices, { x: 31, y: 12 }, 4)).toBe(1);
    expect(vertexNear(square.vertices, { x: 36, y: 12 }, 4)).toBe(-1);
    expect(nearestEdge(square, { x: 8, y: 20 }, POLYGON)).toEqual({ edge: 3, at: { x: 10, y: 20 }, distance: 2 });
    expect([contains(square, { x: 20, y: 20 }), contains(square, { x: 31, y: 20 })]).toEqual([true, false]);
  });

  it('has its vertices on the pixel grid of the image', () => {
    expect(onImage({ x: 12.4, y: -3 }, SIZE)).toEqual({ x: 12, y: 0 });
    expect(onImage({ x: 140, y: 79.6 }, SIZE)).toEqual({ x: 100, y: 80 });
  });
});
