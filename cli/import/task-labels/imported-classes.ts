import type { ImageClass, ImageRecord } from '../../../shared/domain/dataset/image-record.ts';
import type { TaskLabelReader } from './task-label.ts';

const CARRIERS =
  'a folder a class (yolo-classify), a CSV of images and classes (csv-classes), manifests, Label Studio (choices), CVAT (tags)';

const isOfClasses = ({ kind }: ImageRecord) => kind === 'class' || kind === 'classes';

/** One class an image. */
export const importedClass: TaskLabelReader = {
  takes: 'one class an image',
  carriers: CARRIERS,
  isPlaced: false,
  nothing: undefined,
  holds: (record) => isOfClasses(record),
  async read({ classes }, { labels }) {
    const [first, second] = classes;
    if (!first || second) {
      const names = classes.map(({ label }) => label).join(', ');
      const reason = first
        ? `it has ${classes.length} classes (${names}), and the task has one an image`
        : 'it has no class';
      return { label: undefined, troubles: [['lost', 'not-one-class', reason]] };
    }
    const { label, confidence } = first;
    return {
      label: {
        value: labels.indexOf(label),
        metadata: {
          'class-name': label,
          ...(confidence !== undefined && { confidence }),
          type: 'groundtruth/image-classification',
        },
        shapes: [],
        classes: [first],
      },
      troubles: [],
    };
  },
};

/** Any number of classes an image, also none. */
export const importedClasses: TaskLabelReader = {
  takes: 'classes of the image',
  carriers: CARRIERS,
  isPlaced: false,
  nothing: 'classes',
  holds: (record) => isOfClasses(record),
  async read({ classes }, { labels }) {
    const byId = new Map(classes.map((each): [number, ImageClass] => [labels.indexOf(each.label), each]));
    const ids = [...byId.keys()].sort((a, b) => a - b);
    const stated = ids.flatMap((id) => {
      const { confidence } = byId.get(id)!;
      return confidence === undefined ? [] : [[String(id), confidence] as const];
    });
    return {
      label: {
        value: ids,
        metadata: {
          'class-map': Object.fromEntries(ids.map((id) => [String(id), labels[id]])),
          'confidence-map': Object.fromEntries(stated),
          type: 'groundtruth/image-classification-multilabel',
        },
        shapes: [],
        classes: ids.map((id) => byId.get(id)!),
      },
      troubles: [],
    };
  },
};
