import type { ImageRecord, Shape } from '../../../shared/domain/dataset/image-record.ts';
import { intersectionOverUnion } from '../../../shared/domain/shapes/bounding-box.ts';

/** Boxes that overlap by less are two objects. */
const SAME_OBJECT = 0.5;
/** Boxes that overlap by less have been moved. */
const SAME_PLACE = 0.999;

/** How the labels of one image differ, object by object. */
export interface LabelChanges {
  added: number;
  removed: number;
  moved: number;
  relabeled: number;
}

/** Matches objects by overlap, the best pair first, those of one label before others. */
export function compareLabels(before: ImageRecord, after: ImageRecord): LabelChanges {
  const changes: LabelChanges = { added: 0, removed: 0, moved: 0, relabeled: 0 };
  const pairs = before.shapes.flatMap((old, oldAt) =>
    after.shapes.flatMap((now, nowAt) => {
      const overlap = intersectionOverUnion(old, now);
      return overlap >= SAME_OBJECT ? [{ oldAt, nowAt, overlap, isSame: old.label === now.label }] : [];
    }),
  );
  pairs.sort((a, b) => Number(b.isSame) - Number(a.isSame) || b.overlap - a.overlap);
  const [oldTaken, nowTaken] = [new Set<number>(), new Set<number>()];
  for (const { oldAt, nowAt, overlap, isSame } of pairs) {
    if (oldTaken.has(oldAt) || nowTaken.has(nowAt)) continue;
    oldTaken.add(oldAt);
    nowTaken.add(nowAt);
    if (!isSame) changes.relabeled++;
    else if (overlap < SAME_PLACE || outlineOf(before.shapes[oldAt]!) !== outlineOf(after.shapes[nowAt]!))
      changes.moved++;
  }
  const [old, now] = [before, after].map(({ classes }) => new Set(classes.map(({ label }) => label))) as [
    Set<string>,
    Set<string>,
  ];
  changes.removed += before.shapes.length - oldTaken.size + old.difference(now).size;
  changes.added += after.shapes.length - nowTaken.size + now.difference(old).size;
  if (before.mask?.ref !== after.mask?.ref) changes.moved++;
  return changes;
}

const outlineOf = ({ polygons, mask, pose }: Shape) =>
  polygons || mask || pose ? JSON.stringify([polygons ?? mask, pose?.points]) : '';

export const isChanged = ({ added, removed, moved, relabeled }: LabelChanges) =>
  added + removed + moved + relabeled > 0;
