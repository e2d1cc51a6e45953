import type { Shape } from '../../../shared/domain/dataset/image-record.ts';
import { numberedPoints, type ObjectPose } from '../../../shared/domain/dataset/pose.ts';
import { turnBox } from '../../../shared/domain/shapes/turn-box.ts';
import { drawnLabel } from './drawn-label.ts';
import type { TaskLabelReader, Trouble } from './task-label.ts';

/** Pixels beyond the edge that are rounding. */
const TOLERANCE = 0.5;

interface NamedPoint extends Shape {
  object: number;
  isVisible: boolean;
}

/**
 * The names of a pose's points in the project's words: those of a source that only counts its points are the project's
 * labels in their order, where there are as many.
 */
function namesOf({ schema: { names } }: ObjectPose, labels: readonly string[]): readonly string[] {
  const isCounted = numberedPoints(names.length).every((name, at) => names[at] === name);
  return isCounted && names.length === labels.length ? labels : names;
}

/** Key points of objects, each object numbered. */
export const importedKeypoints: TaskLabelReader = {
  takes: 'key points of objects',
  carriers: 'COCO (keypoints), yolo-pose, Ground Truth manifests',
  isPlaced: true,
  nothing: 'shapes',
  holds: ({ kind, shapes }) => kind === 'shapes' && shapes.every(({ pose }) => pose),
  names: ({ shapes }, labels) => shapes.flatMap(({ pose }) => (pose ? namesOf(pose, labels) : [])),
  async read({ shapes }, { image, drawn, labels }) {
    const troubles: Trouble[] = [];
    const found: NamedPoint[] = [];
    let given = 0;
    for (const [at, { pose, confidence, label: object }] of shapes.entries()) {
      const names = namesOf(pose!, labels);
      for (const { index, x, y, isVisible } of pose!.points) {
        given += 1;
        const place = { left: x, top: y, width: 0, height: 0 };
        const { left, top } = drawn === 'stored' ? turnBox(place, image.stored, image.orientation) : place;
        const [inX, inY] = [clamp(left, image.width), clamp(top, image.height)];
        if (Math.hypot(inX - left, inY - top) > TOLERANCE)
          troubles.push(['changed', 'point-outside', `${names[index]} of ${object} ${at + 1} was moved to the edge`]);
        found.push({
          ...{ label: names[index]!, left: inX, top: inY, width: 0, height: 0, confidence },
          ...{ object: at + 1, isVisible },
        });
      }
    }
    const place = (shape: Shape) => {
      const { left: x, top: y, object, isVisible } = shape as NamedPoint;
      return { x, y, object, ...(!isVisible && { visible: false }) };
    };
    return { label: drawnLabel(found, given, { image, labels, place, type: 'groundtruth/custom' }), troubles };
  },
};

const clamp = (value: number, most: number) => Math.min(most, Math.max(0, value));
