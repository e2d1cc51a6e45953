import { consolidateBoundingBoxes } from '../../../consolidation/bounding-boxes.ts';
import { emptyBoxState } from '../../../consolidation/box-workers.ts';
import { type ImageRecord, withheld } from '../../image-record.ts';
import type { Problem } from './results.ts';

/** From here on most annotators saw the object. */
const AGREED = 0.5;

/**
 * What several people annotated on one image as one label: boxes by the consolidation of our own jobs, a class by
 * majority. Outlines and sets of classes are the newest annotation's, which is said.
 * @param records one an annotator, in the export's order
 */
export function joinAnnotators(records: readonly ImageRecord[], problem: Problem): ImageRecord {
  const newest = records.reduce((best, each) => ((best.createdAt ?? '') > (each.createdAt ?? '') ? best : each));
  const many = `${records.length} people annotated it`;
  const isBoxes = records.every(
    ({ kind, shapes }) => kind === 'shapes' && shapes.every(({ polygons, mask }) => !(polygons || mask)),
  );
  if (isBoxes) return joinBoxes(records, newest, problem);
  if (records.every(({ kind }) => kind === 'class')) {
    const votes = Map.groupBy(records, ({ classes }) => classes[0]!.label);
    const [first, second] = [...votes].sort(([, a], [, b]) => b.length - a.length);
    if (second && second[1].length === first![1].length) {
      problem('lost', 'disagreement', `${many} and they disagree: ${[...votes.keys()].join(', ')}`);
      return withheld(newest, 'its annotators disagree');
    }
    return { ...newest, classes: [{ label: first![0], confidence: first![1].length / records.length }] };
  }
  problem('noted', 'several-annotations', `${many}; outlines are not joined, the newest annotation was taken`);
  return newest;
}

function joinBoxes(records: readonly ImageRecord[], newest: ImageRecord, problem: Problem): ImageRecord {
  const labels = [...new Set(records.flatMap(({ shapes }) => shapes.map(({ label }) => label)))].sort();
  const answers = records.map(({ shapes }, at) => ({ workerId: String(at), boxes: shapes }));
  const { objects } = consolidateBoundingBoxes([{ objectId: newest.image, answers }], labels, emptyBoxState());
  const agreed = objects[0]!.boxes.filter(({ confidence }) => confidence >= AGREED);
  const left = objects[0]!.boxes.length - agreed.length;
  if (left > 0)
    problem(
      'noted',
      'seen-by-few',
      `${records.length} people annotated it; ${left} boxes that most of them did not see were left out`,
    );
  if (left > 0 && agreed.length === 0) {
    problem('lost', 'disagreement', 'its annotators agree on no box');
    return withheld(newest, 'its annotators disagree');
  }
  const size = records.find(({ width }) => width !== undefined);
  return {
    ...newest,
    width: size?.width,
    height: size?.height,
    shapes: agreed.map(({ workers: _, ...box }) => box),
  };
}
