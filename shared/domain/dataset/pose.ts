/** The key points that objects of a class have. */
export interface PoseSchema {
  /** In the order in which formats list them. */
  names: readonly string[];
  /** Pairs of places in `names` that are drawn as a line. */
  edges: ReadonlyArray<readonly [number, number]>;
  /** The longest list of names in the source, where its classes have different ones; absent: this one. */
  most?: number;
}

/** A key point of an object, pixels, left/top origin. */
export interface PosePoint {
  /** Place in the names of its schema. */
  index: number;
  x: number;
  y: number;
  /** Whether it can be seen; else something is in front of it, and the place is where it must be. */
  isVisible: boolean;
}

/** The key points of one object. A point that nobody set is left out. */
export interface ObjectPose {
  schema: PoseSchema;
  points: readonly PosePoint[];
}

/** Numbers of COCO and YOLO: x, y and visibility (0 = not labeled, 1 = hidden, 2 = seen) of each name. */
export function poseTriples({ schema, points }: ObjectPose, length = schema.names.length): number[] {
  const numbers = new Array<number>(3 * length).fill(0);
  for (const { index, x, y, isVisible } of points)
    if (index < length) numbers.splice(3 * index, 3, x, y, isVisible ? 2 : 1);
  return numbers;
}

/** The other way round. */
export const poseOfTriples = (numbers: readonly number[], schema: PoseSchema): ObjectPose => ({
  schema,
  points: schema.names.flatMap((_, index) => {
    const [x, y, visibility] = numbers.slice(3 * index, 3 * index + 3) as [number?, number?, number?];
    return x !== undefined && y !== undefined && visibility !== undefined && visibility > 0
      ? { index, x, y, isVisible: visibility > 1 }
      : [];
  }),
});

/** The box around the points. */
export function poseBox(points: ReadonlyArray<{ x: number; y: number }>) {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

/** Names of key points that a source only counts. */
export const numberedPoints = (count: number): string[] => Array.from({ length: count }, (_, at) => `point ${at + 1}`);

/** Edges of a document that are pairs of places in a list of `count` names. */
export const readEdges = (edges: unknown, count: number, first: 0 | 1): Array<[number, number]> =>
  (Array.isArray(edges) ? edges : []).flatMap((edge: unknown): Array<[number, number]> => {
    const [from, to] = Array.isArray(edge) ? edge.map((place) => Number(place) - first) : [];
    const isPlace = (place: number | undefined) => Number.isInteger(place) && place! >= 0 && place! < count;
    return isPlace(from) && isPlace(to) && from !== to ? [[from!, to!]] : [];
  });
