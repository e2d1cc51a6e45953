const { abs, max } = Math;

/** Tests of the unit square [-1, 1] x [-1, 1], y downwards. */
export type Inside = (u: number, v: number) => boolean;

export const circle =
  (centreU: number, centreV: number, radius: number): Inside =>
  (u, v) =>
    (u - centreU) ** 2 + (v - centreV) ** 2 <= radius ** 2;

export const roundedRectangle =
  (halfWidth: number, halfHeight: number, radius: number): Inside =>
  (u, v) => {
    const beyondU = max(abs(u) - halfWidth + radius, 0);
    const beyondV = max(abs(v) - halfHeight + radius, 0);
    return beyondU ** 2 + beyondV ** 2 <= radius ** 2;
  };

/** Even-odd rule. */
export const polygon =
  (points: ReadonlyArray<readonly [number, number]>): Inside =>
  (u, v) => {
    let inside = false;
    for (let index = 0, before = points.length - 1; index < points.length; before = index++) {
      const [u1, v1] = points[index]!;
      const [u2, v2] = points[before]!;
      if (v1 > v !== v2 > v && u < ((u2 - u1) * (v - v1)) / (v2 - v1) + u1) inside = !inside;
    }
    return inside;
  };

export const regularPolygon = (corners: number, radius: number, turn = 0): Inside =>
  polygon(
    Array.from({ length: corners }, (_, corner) => {
      const angle = turn + (corner / corners) * 2 * Math.PI;
      return [radius * Math.sin(angle), -radius * Math.cos(angle)] as const;
    }),
  );

export const either =
  (...shapes: Inside[]): Inside =>
  (u, v) =>
    shapes.some((shape) => shape(u, v));

export const without =
  (shape: Inside, hole: Inside): Inside =>
  (u, v) =>
    shape(u, v) && !hole(u, v);

/** A pose in space, seen by a camera four half-sides away. */
export interface Pose {
  centreX: number;
  centreY: number;
  /** Pixels of the untilted side. */
  width: number;
  height: number;
  /** Degrees. */
  rotation: number;
  tiltX: number;
  tiltY: number;
}

/** Where a posed unit square lands in the image. */
export interface Placement {
  /** Row-major 3x3 homography, image pixels -> unit square. */
  toUnit: Float64Array;
  /** Pixels, edges included, not clipped to the image. */
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const CAMERA_DISTANCE = 4;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** The perspective image of the unit square in this pose. */
export function place(pose: Pose): Placement {
  const [cz, sz] = [Math.cos(radians(pose.rotation)), Math.sin(radians(pose.rotation))];
  const [cx, sx] = [Math.cos(radians(pose.tiltX)), Math.sin(radians(pose.tiltX))];
  const [cy, sy] = [Math.cos(radians(pose.tiltY)), Math.sin(radians(pose.tiltY))];
  const longest = Math.max(pose.width, pose.height);
  const [a, b, half] = [pose.width / longest, pose.height / longest, longest / 2];
  // Rows of Ry * Rx * Rz, first two columns (the square has no depth of its own).
  const rowX = [cy * cz + sy * sx * sz, -cy * sz + sy * sx * cz];
  const rowY = [cx * sz, cx * cz];
  const rowZ = [-sy * cz + cy * sx * sz, sy * sz + cy * sx * cz];
  const w = [(rowZ[0]! * a) / CAMERA_DISTANCE, (rowZ[1]! * b) / CAMERA_DISTANCE, 1];
  const toImage = [
    rowX[0]! * a * half + pose.centreX * w[0]!,
    rowX[1]! * b * half + pose.centreX * w[1]!,
    pose.centreX,
    rowY[0]! * a * half + pose.centreY * w[0]!,
    rowY[1]! * b * half + pose.centreY * w[1]!,
    pose.centreY,
    ...w,
  ];
  const corners = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].map(([u, v]) => {
    const depth = toImage[6]! * u! + toImage[7]! * v! + toImage[8]!;
    return [
      (toImage[0]! * u! + toImage[1]! * v! + toImage[2]!) / depth,
      (toImage[3]! * u! + toImage[4]! * v! + toImage[5]!) / depth,
    ];
  });
  const xs = corners.map(([x]) => x!);
  const ys = corners.map(([, y]) => y!);
  return {
    toUnit: inverse(toImage),
    left: Math.floor(Math.min(...xs)),
    top: Math.floor(Math.min(...ys)),
    right: Math.ceil(Math.max(...xs)),
    bottom: Math.ceil(Math.max(...ys)),
  };
}

/** The inverse of a row-major 3x3 matrix by cofactors, up to a common factor, which a homography does not notice. */
function inverse(m: readonly number[]): Float64Array {
  const [a, b, c, d, e, f, g, h, i] = m as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Float64Array.of(
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  );
}
