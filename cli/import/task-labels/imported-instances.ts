import { colourOfHex, MASK_BACKGROUND } from '../../../shared/domain/answer-kinds/mask.ts';
import { encodePalettePng } from '../../../shared/domain/images/png-pixels.ts';
import { labelColour } from '../../../shared/domain/labeling/label-colours.ts';
import type { ImageSize } from '../../../shared/domain/shapes/image-size.ts';
import { pngCodec } from '../../../shared/handler/png-codec.ts';
import { sha256 } from '../../../shared/sha256.ts';
import { paintShapes, turnPixels } from './imported-mask.ts';
import { isOutlined } from './imported-outlines.ts';
import type { TaskLabel, TaskLabelReader, Trouble } from './task-label.ts';

/** Colours of a palette PNG, less the background. */
const MOST_OBJECTS = 255;

/** A mask for every object, painted from outlines and run lengths. */
export const importedInstances: TaskLabelReader = {
  takes: 'outlines or masks of objects',
  carriers: 'COCO (polygons, run lengths), yolo-segment, Label Studio (brush, polygons), CVAT, Ground Truth manifests',
  isPlaced: true,
  nothing: 'shapes',
  holds: isOutlined,
  async read(record, { image, drawn }) {
    const canvas: ImageSize = drawn === 'stored' ? image.stored : image;
    const troubles: Trouble[] = [];
    const { shapes } = record;
    if (shapes.length > MOST_OBJECTS) {
      const reason = `it has ${shapes.length} objects; a mask has colours for ${MOST_OBJECTS}`;
      return { label: undefined, troubles: [['lost', 'too-many-objects', reason]] };
    }
    const painted = paintShapes(record, canvas, (_, at) => at + 1, troubles);
    if (!painted) return { label: undefined, troubles };
    const upright = drawn === 'stored' ? turnPixels(painted, image) : painted;
    const names = shapes.map(({ label }) => label);
    return { label: labelOf(upright, image, names), troubles };
  },
};

/** @param names of the objects */
function labelOf(mask: Uint8Array, { width, height }: ImageSize, names: readonly string[]): TaskLabel {
  const palette = [MASK_BACKGROUND, ...names.map((_, at) => labelColour(at))];
  const png = encodePalettePng({ width, height, mask }, palette.map(colourOfHex), pngCodec);
  const used = [...new Set(mask).add(0)].sort((a, b) => a - b);
  const colourMap = used.map((number) => [
    String(number),
    { 'class-name': number === 0 ? 'BACKGROUND' : names[number - 1]!, 'hex-color': palette[number]! },
  ]);
  return {
    value: undefined,
    metadata: { 'internal-color-map': Object.fromEntries(colourMap), type: 'groundtruth/custom' },
    mask: { png, sha256: sha256(png) },
    shapes: [],
    classes: [],
  };
}
