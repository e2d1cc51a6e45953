import type { Point } from '../../../shared/domain/shapes/point.ts';
import type { View } from '../viewport.ts';
import type { DrawnPoint } from './keypoint-editor.ts';

/** Stage pixels. */
const RADIUS = 5;
const LOUPE_RADIUS = 56;
/** Between the point and the loupe's edge. */
const LOUPE_GAP = 40;
/** How much larger than on the stage; at least two stage pixels for each of the image. */
const LOUPE_ZOOM = 3;

const onStage = ({ scale, x, y }: View, point: Point): Point => ({ x: point.x * scale + x, y: point.y * scale + y });

/** The lines of each object's skeleton. */
export function paintEdges(
  context: CanvasRenderingContext2D,
  view: View,
  points: readonly DrawnPoint[],
  edges: ReadonlyArray<readonly [string, string]>,
): void {
  const objects = Map.groupBy(points, ({ object = 1 }) => object);
  for (const own of objects.values())
    for (const [from, to] of edges) {
      const [one, other] = [from, to].map((label) => own.find((point) => point.label === label));
      if (!one || !other) continue;
      const [a, b] = [onStage(view, one), onStage(view, other)];
      context.setLineDash(one.visible === false || other.visible === false ? [6, 5] : []);
      for (const [width, colour] of [
        [4, '#000a'],
        [2, '#ffd76a'],
      ] as const) {
        context.beginPath();
        context.moveTo(a.x, a.y);
        context.lineTo(b.x, b.y);
        context.lineWidth = width;
        context.strokeStyle = colour;
        context.stroke();
      }
    }
  context.setLineDash([]);
}

/** The image around a point, larger, above it; below it at the top of the stage. */
export function paintLoupe(
  context: CanvasRenderingContext2D,
  view: View,
  point: Point,
  image: CanvasImageSource,
  colour: string,
): void {
  const at = onStage(view, point);
  const above = at.y - LOUPE_GAP - LOUPE_RADIUS;
  const middle = { x: at.x, y: above > LOUPE_RADIUS ? above : at.y + LOUPE_GAP + LOUPE_RADIUS };
  const scale = Math.max(2, view.scale * LOUPE_ZOOM);
  const reach = LOUPE_RADIUS / scale;
  context.save();
  context.beginPath();
  context.arc(middle.x, middle.y, LOUPE_RADIUS, 0, Math.PI * 2);
  context.fillStyle = '#222';
  context.fill();
  context.clip();
  context.imageSmoothingEnabled = false;
  const [left, top] = [middle.x - LOUPE_RADIUS, middle.y - LOUPE_RADIUS];
  context.drawImage(
    image,
    ...([point.x - reach, point.y - reach, 2 * reach, 2 * reach] as const),
    ...([left, top, 2 * LOUPE_RADIUS, 2 * LOUPE_RADIUS] as const),
  );
  context.beginPath();
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    context.moveTo(middle.x + dx * 4, middle.y + dy * 4);
    context.lineTo(middle.x + dx * LOUPE_RADIUS, middle.y + dy * LOUPE_RADIUS);
  }
  context.lineWidth = 1;
  context.strokeStyle = '#fffc';
  context.stroke();
  context.restore();
  context.beginPath();
  context.arc(middle.x, middle.y, LOUPE_RADIUS, 0, Math.PI * 2);
  context.lineWidth = 3;
  context.strokeStyle = colour;
  context.stroke();
}

/** A dot with its name; dark below bright, to be seen on any image. */
export function paintPoint(
  context: CanvasRenderingContext2D,
  view: View,
  point: DrawnPoint,
  colour: string,
  isSelected: boolean,
): void {
  const [x, y] = [point.x * view.scale + view.x, point.y * view.scale + view.y];
  context.beginPath();
  context.arc(x, y, isSelected ? RADIUS + 3 : RADIUS, 0, Math.PI * 2);
  // Hidden points are rings.
  context.fillStyle = point.visible === false ? '#0006' : colour;
  context.fill();
  context.lineWidth = 3;
  context.strokeStyle = '#0009';
  context.stroke();
  context.lineWidth = isSelected ? 2 : 1;
  context.strokeStyle = isSelected ? '#ffb454' : point.visible === false ? colour : '#fff';
  context.stroke();
  context.font = '600 12px system-ui, sans-serif';
  context.fillStyle = '#000c';
  context.fillRect(x + 9, y - 18, context.measureText(point.label).width + 8, 16);
  context.fillStyle = '#fff';
  context.fillText(point.label, x + 13, y - 6);
}
