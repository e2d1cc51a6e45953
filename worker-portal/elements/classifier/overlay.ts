import { labelColour } from '../../../shared/domain/labeling/label-colours.ts';
import { type Box, readBoxes } from '../bounding-box/box-geometry.ts';
import type { Size, View } from '../viewport.ts';

/** What a verification job shows over the image: a former job's boxes, or the picture of its mask. */
export type Overlay = { kind: 'boxes'; labels: string[]; value: unknown } | { kind: 'picture'; url: string };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Reads the `overlay` attribute. */
export function readOverlay(value: unknown): Overlay | undefined {
  if (!isObject(value)) return undefined;
  if (isObject(value.boundingBox)) {
    const { labels, value: boxes } = value.boundingBox;
    return { kind: 'boxes', labels: Array.isArray(labels) ? labels.map(String) : [], value: boxes };
  }
  const picture = value.semanticSegmentation ?? value.instanceSegmentation;
  return isObject(picture) && typeof picture.src === 'string' ? { kind: 'picture', url: picture.src } : undefined;
}

/** The picture of a mask, blended so that its white background shows nothing. */
export function overlayPicture(url: string): HTMLImageElement {
  const picture = new Image();
  picture.alt = '';
  picture.className = 'overlay';
  picture.src = url;
  return picture;
}

export function paintOverlayBoxes(
  context: CanvasRenderingContext2D,
  view: View,
  { labels, value }: Extract<Overlay, { kind: 'boxes' }>,
  image: Size,
): void {
  for (const box of readBoxes(value, image)) paintBox(context, view, box, labelColour(labels.indexOf(box.label)));
}

function paintBox(context: CanvasRenderingContext2D, view: View, box: Box, colour = '#9aa0a6'): void {
  const [x, y] = [box.left * view.scale + view.x, box.top * view.scale + view.y];
  context.lineWidth = 4;
  context.strokeStyle = '#0009';
  context.strokeRect(x, y, box.width * view.scale, box.height * view.scale);
  context.lineWidth = 2;
  context.strokeStyle = colour;
  context.strokeRect(x, y, box.width * view.scale, box.height * view.scale);
  context.font = '600 12px system-ui, sans-serif';
  context.fillStyle = '#000c';
  context.fillRect(x - 1, y - 17, context.measureText(box.label).width + 8, 16);
  context.fillStyle = '#fff';
  context.fillText(box.label, x + 3, y - 5);
}
