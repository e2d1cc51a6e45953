import { isTurnedBox, turnedBox } from '../../../shapes/turned-box.ts';
import type { ImageRecord, Shape } from '../../image-record.ts';
import type { DatasetWriter } from '../format.ts';
import { labelText, outlined, shareOf, ultralyticsWriter, YOLO_KEEPS } from './yolo-writer.ts';

const KEEPS: DatasetWriter['keeps'] = new Set([...YOLO_KEEPS, 'polygons', 'masks']);

/** Its own four corners where the object is a turned box, else those of the smallest one around it. */
function cornersOf({ left, top, width, height, polygons }: Shape): number[] {
  if (!polygons) return [left, top, left + width, top, left + width, top + height, left, top + height];
  return isOneBox(polygons) ? polygons[0]! : turnedBox(polygons.flat());
}

const isOneBox = (polygons: readonly number[][]) => polygons.length === 1 && isTurnedBox(polygons[0]!);

/** `<class> <x1> <y1> … <x4> <y4>`: turned boxes by their corners, as Ultralytics takes them. */
const cornersLine = (id: number, shape: Shape, w: number, h: number) =>
  `${[id, ...cornersOf(shape).map((value, at) => shareOf(at % 2 ? value / h : value / w))].join(' ')}\n`;

/** Ultralytics OBB: every object as a turned box. */
export const yoloObbWriter: DatasetWriter = {
  keeps: KEEPS,
  size: 'must',
  readsMasks: true,
  async open(target, options) {
    const folders = await ultralyticsWriter(labelText(cornersLine), new Set(YOLO_KEEPS)).open(target, options);
    return {
      add(record: ImageRecord) {
        record.shapes = record.shapes.map(outlined);
        const others = record.shapes.filter(({ polygons }) => polygons && !isOneBox(polygons)).length;
        if (others > 0)
          options.report({
            severity: 'changed',
            code: 'boxed-outlines',
            image: record.image,
            reason: `${others} outlines are no boxes; the smallest turned boxes around them were written`,
          });
        return folders.add(record);
      },
      end: () => folders.end(),
    };
  },
};
