import type { Shape } from '../../../shared/domain/dataset/image-record.ts';
import { clampToImage } from '../../../shared/domain/shapes/bounding-box.ts';
import { turnBox } from '../../../shared/domain/shapes/turn-box.ts';
import { drawnLabel } from './drawn-label.ts';
import type { TaskLabelReader, Trouble } from './task-label.ts';

/** Cuts of rounding errors are not worth a word. */
const TOLERANCE = 0.5;

/** Boxes; of outlines and masks the box around them. */
export const importedBoxes: TaskLabelReader = {
  takes: 'boxes',
  carriers: 'COCO, Pascal VOC, YOLO, CSV with box columns, Create ML, manifests, Label Studio, CVAT',
  isPlaced: true,
  nothing: 'shapes',
  holds: ({ kind }) => kind === 'shapes',
  async read({ shapes }, { image, drawn, labels }) {
    const found: Shape[] = [];
    const troubles: Trouble[] = [];
    for (const { label, confidence, left, top, width, height } of shapes) {
      const given = { left, top, width, height };
      const turned = drawn === 'stored' ? turnBox(given, image.stored, image.orientation) : given;
      const box = clampToImage(turned, image.width, image.height);
      const name = `${label} ${JSON.stringify([left, top, width, height])}`;
      if (!box) {
        troubles.push(['lost', 'empty-box', `${name} has no part on the image`]);
        continue;
      }
      if (Math.abs(box.width - turned.width) > TOLERANCE || Math.abs(box.height - turned.height) > TOLERANCE)
        troubles.push(['changed', 'box-outside', `${name} was cut at the edge`]);
      found.push({ label, confidence, ...box });
    }
    const place = ({ left, top, width, height }: Shape) => ({ left, top, width, height });
    return {
      label: drawnLabel(found, shapes.length, { image, labels, place, type: 'groundtruth/object-detection' }),
      troubles,
    };
  },
};
