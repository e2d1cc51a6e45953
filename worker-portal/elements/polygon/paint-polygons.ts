import type { Point } from '../../../shared/domain/shapes/point.ts';
import type { View } from '../viewport.ts';
import type { DrawnPolygon } from './labeled-polygon.ts';

const VERTEX_SIZE = 9;

const placed = ({ x, y }: Point, view: View): [number, number] => [x * view.scale + view.x, y * view.scale + view.y];

function pathOf(vertices: readonly Point[], view: View, isClosed = false): Path2D {
  const path = new Path2D();
  for (const vertex of vertices) path.lineTo(...placed(vertex, view));
  if (isClosed) path.closePath();
  return path;
}

/** Dark below bright, to be seen on any image. */
function stroke(context: CanvasRenderingContext2D, path: Path2D, colour: string, width: number): void {
  context.lineWidth = width + 2;
  context.strokeStyle = '#0009';
  context.stroke(path);
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke(path);
}

export function paintPolygon(
  context: CanvasRenderingContext2D,
  view: View,
  { label, vertices }: DrawnPolygon,
  { colour, isClosed }: { colour: string; isClosed: boolean },
): void {
  const path = pathOf(vertices, view, isClosed);
  if (isClosed) {
    context.fillStyle = colour;
    context.globalAlpha = 0.18;
    context.fill(path);
    context.globalAlpha = 1;
  }
  stroke(context, path, colour, 2);
  const [x, y] = placed(
    vertices.reduce((top, vertex) => (vertex.y < top.y ? vertex : top)),
    view,
  );
  context.font = '600 12px system-ui, sans-serif';
  context.fillStyle = '#000c';
  context.fillRect(x - 1, y - 21, context.measureText(label).width + 8, 16);
  context.fillStyle = '#fff';
  context.fillText(label, x + 3, y - 9);
}

/** The handles of the selected polygon: squares at its vertices, the one that keys act on filled. */
export function paintSelected(
  context: CanvasRenderingContext2D,
  view: View,
  { vertices }: DrawnPolygon,
  { colour, isClosed }: { colour: string; isClosed: boolean },
  active: number | undefined,
): void {
  stroke(context, pathOf(vertices, view, isClosed), colour, 3);
  for (const [index, vertex] of vertices.entries()) paintVertex(context, view, vertex, index === active);
}

/** The polygon in the making, with a line to the cursor. */
export function paintDrawn(
  context: CanvasRenderingContext2D,
  view: View,
  drawn: readonly Point[],
  cursor: Point | undefined,
  colour: string,
): void {
  if (drawn.length === 0) return;
  stroke(context, pathOf(cursor ? [...drawn, cursor] : drawn, view), colour, 2);
  for (const [index, vertex] of drawn.entries()) paintVertex(context, view, vertex, index === 0 && drawn.length > 2);
}

function paintVertex(context: CanvasRenderingContext2D, view: View, vertex: Point, isFilled: boolean): void {
  const [x, y] = placed(vertex, view);
  context.fillStyle = isFilled ? '#ffb454' : '#fff';
  context.strokeStyle = '#111';
  context.lineWidth = 1;
  context.fillRect(x - VERTEX_SIZE / 2, y - VERTEX_SIZE / 2, VERTEX_SIZE, VERTEX_SIZE);
  context.strokeRect(x - VERTEX_SIZE / 2, y - VERTEX_SIZE / 2, VERTEX_SIZE, VERTEX_SIZE);
}
