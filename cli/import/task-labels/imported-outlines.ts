import type { ImageRecord, Shape } from '../../../shared/domain/dataset/image-record.ts';
import { clipRing } from '../../../shared/domain/shapes/clip-ring.ts';
import { maskRings } from '../../../shared/domain/shapes/mask-outline.ts';
import { ringsArea, ringsBox, signedArea } from '../../../shared/domain/shapes/polygon.ts';
import { turnBox } from '../../../shared/domain/shapes/turn-box.ts';
import { drawnLabel } from './drawn-label.ts';
import type { LabelPlace, TaskLabelReader, Trouble } from './task-label.ts';

/** Square pixels that may be cut off without a word. */
const TOLERANCE = 1;

/** Whether every object has an outline or a mask. */
export const isOutlined = ({ kind, shapes }: ImageRecord) =>
  kind === 'shapes' && shapes.every(({ polygons, mask }) => polygons || mask);

/** Outlines of objects; of a mask the edges of its pixels. */
export const importedOutlines: TaskLabelReader = {
  takes: 'outlines of objects',
  carriers: 'COCO (polygons, run lengths), yolo-segment, Label Studio, CVAT, Ground Truth manifests',
  isPlaced: true,
  nothing: 'shapes',
  holds: isOutlined,
  async read({ shapes }, { image, drawn, labels }) {
    const troubles: Trouble[] = [];
    const found = shapes.flatMap((shape) => uprightOutline(shape, { image, drawn }, troubles) ?? []);
    const place = ({ polygons }: Shape) => {
      const [vertices, ...parts] = polygons!.map(pointsOf);
      return { vertices, ...(parts.length > 0 && { parts }) };
    };
    return { label: drawnLabel(found, shapes.length, { image, labels, place, type: 'groundtruth/custom' }), troubles };
  },
};

/** The shape's rings on the upright image, the largest first; undefined where nothing of it is on the image. */
function uprightOutline(
  { label, confidence, polygons, mask }: Shape,
  { image, drawn }: Pick<LabelPlace, 'image' | 'drawn'>,
  troubles: Trouble[],
): Shape | undefined {
  const edges = polygons ?? maskRings(mask!);
  // Of a mask's edges the holes go round the other way; an object's further rings are areas of it.
  const rings = polygons ? edges : edges.filter((ring) => signedArea(ring) > 0);
  const { left, top, width, height } = ringsBox(rings);
  const name = `${label} ${JSON.stringify([left, top, width, height].map(Math.round))}`;
  if (rings.length < edges.length)
    troubles.push(['changed', 'hole-filled', `${name} has holes, which an outline has not; they were filled`]);
  const turned = drawn === 'stored' ? rings.map((ring) => turnRing(ring, image)) : rings;
  const clipped = turned
    .map((ring) => clipRing(ring, image))
    .filter((ring) => ring.length >= 6 && Math.abs(signedArea(ring)) > 0)
    .sort((a, b) => Math.abs(signedArea(b)) - Math.abs(signedArea(a)));
  if (clipped.length === 0) {
    troubles.push(['lost', 'empty-outline', `${name} has no part on the image`]);
    return undefined;
  }
  if (ringsArea(turned) - ringsArea(clipped) > TOLERANCE)
    troubles.push(['changed', 'outline-outside', `${name} was cut at the edge`]);
  return { label, confidence, ...ringsBox(clipped), polygons: clipped };
}

/** x1, y1, x2, y2, … on the stored pixels -> the same on the upright image. */
const turnRing = (ring: readonly number[], { stored, orientation }: LabelPlace['image']): number[] =>
  pointsOf(ring).flatMap(({ x, y }) => {
    const { left, top } = turnBox({ left: x, top: y, width: 0, height: 0 }, stored, orientation);
    return [left, top];
  });

const pointsOf = (ring: readonly number[]) =>
  Array.from({ length: ring.length / 2 }, (_, at) => ({ x: ring[2 * at]!, y: ring[2 * at + 1]! }));
