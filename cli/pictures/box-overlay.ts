import { type BoundingBox, intersectionArea } from '../../shared/domain/shapes/bounding-box.ts';
import { classColour } from './class-colours.ts';
import { lettering, letteringWidth } from './lettering.ts';

/** A box to draw; `tag` stands on it in small capitals. */
export interface OverlaidBox extends BoundingBox {
  classId: number;
  tag?: string;
  /** An SVG path in pixels of the image: the object's outline or mask, drawn in place of its frame. */
  outline?: string;
}

export interface OverlayStyle {
  /** Pixels of the picture per pixel of the boxes. */
  scale: number;
  /** Stroke width in pixels of the picture. */
  stroke?: number;
  opacity?: number;
  dashed?: boolean;
}

const TAG_SIZE = 8;
const TAG_PADDING = 3;

/** Boxes with their tags as an SVG fragment over a picture of `width` x `height` pixels. */
export function boxOverlay(
  boxes: readonly OverlaidBox[],
  { width, height }: { width: number; height: number },
  { scale, stroke = 2.5, opacity = 1, dashed = false }: OverlayStyle,
): string {
  const frames = boxes.map(({ classId, left, top, width: boxWidth, height: boxHeight, outline }) => {
    if (outline !== undefined)
      return `<path d="${outline}" transform="scale(${scale})" fill="${classColour(classId)}" fill-opacity="${0.45 * opacity}" fill-rule="evenodd" stroke="${classColour(classId)}" stroke-opacity="${opacity}" stroke-width="${(stroke / 2 / scale).toFixed(2)}"/>`;
    const shape = `x="${left * scale}" y="${top * scale}" width="${boxWidth * scale}" height="${boxHeight * scale}" rx="2" fill="none"`;
    const dash = dashed ? ' stroke-dasharray="5 4"' : '';
    return (
      `<rect ${shape} stroke="#000" stroke-opacity="${0.55 * opacity}" stroke-width="${stroke + 2}"/>` +
      `<rect ${shape} stroke="${classColour(classId)}" stroke-opacity="${opacity}" stroke-width="${stroke}"${dash}/>`
    );
  });
  const taken: BoundingBox[] = [];
  const tags = boxes.map((box) => {
    if (!box.tag) return '';
    const place = tagPlace(box, box.tag, { width, height }, scale, taken);
    taken.push(place);
    return (
      `<rect x="${place.left}" y="${place.top}" width="${place.width}" height="${place.height}" rx="2" fill="${classColour(box.classId)}"/>` +
      lettering(box.tag, {
        x: place.left + TAG_PADDING,
        y: place.top + TAG_PADDING,
        size: TAG_SIZE,
        colour: '#101418',
        weight: 0.17,
      })
    );
  });
  return frames.join('') + tags.join('');
}

/** Above the box, else below it, else inside: the first place in the picture that covers no earlier tag. */
function tagPlace(
  box: BoundingBox,
  tag: string,
  picture: { width: number; height: number },
  scale: number,
  taken: readonly BoundingBox[],
): BoundingBox {
  const width = letteringWidth(tag, TAG_SIZE) + 2 * TAG_PADDING;
  const height = TAG_SIZE + 2 * TAG_PADDING;
  const left = Math.max(0, Math.min(box.left * scale, picture.width - width));
  const tops = [box.top * scale - height, (box.top + box.height) * scale, box.top * scale];
  const places = tops
    .filter((top) => top >= 0 && top + height <= picture.height)
    .map((top) => ({ left, top, width, height }));
  const isFree = (place: BoundingBox) => taken.every((other) => intersectionArea(place, other) === 0);
  return places.find(isFree) ?? places[0] ?? { left, top: 0, width, height };
}
