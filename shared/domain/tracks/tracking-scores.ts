import { assignAtLeastCost } from '../assign-at-least-cost.ts';
import { intersectionOverUnion } from '../shapes/bounding-box.ts';
import { boxAtFrame, type Track, type TrackBox } from './track.ts';

/** How well tracks are those that are right. */
export interface TrackingScores {
  /**
   * F1 of boxes that belong to the right object for the whole sequence, 0..1: Ristani et al., Performance Measures and
   * a Data Set for Multi-Target, Multi-Camera Tracking (2016).
   */
  idF1: number;
  /**
   * 1 - (missed + spurious boxes + identity switches) / boxes that are right, at most 1: Bernardin and Stiefelhagen,
   * The CLEAR MOT Metrics (2008).
   */
  mota: number;
  missed: number;
  spurious: number;
  /** How often an object goes on under another identity. */
  switches: number;
}

/** Boxes of an object overlap by this at least. */
const SAME = 0.5;

/** @param frameCount frames of the sequence */
export function scoreTracks(given: readonly Track[], known: readonly Track[], frameCount: number): TrackingScores {
  const both = known.map(() => given.map(() => 0));
  let [missed, spurious, switches, knownBoxes, givenBoxes] = [0, 0, 0, 0, 0];
  const partner = new Map<number, number>();
  for (let frame = 0; frame < frameCount; frame++) {
    const here = present(given, frame);
    const there = present(known, frame);
    knownBoxes += there.length;
    givenBoxes += here.length;
    const overlaps = there.map(({ box }) => here.map((other) => intersectionOverUnion(box, other.box)));
    for (const [row, { index }] of there.entries())
      for (const [column, other] of here.entries())
        if (overlaps[row]![column]! >= SAME) both[index]![other.index]! += 1;
    const pairs = pairUp(there, here, overlaps, partner);
    missed += there.length - pairs.length;
    spurious += here.length - pairs.length;
    for (const [row, column] of pairs) {
      const [index, other] = [there[row]!.index, here[column]!.index];
      const before = partner.get(index);
      if (before !== undefined && before !== other) switches += 1;
      partner.set(index, other);
    }
  }
  const shared = mostInCommon(both);
  return {
    idF1: knownBoxes + givenBoxes === 0 ? 1 : (2 * shared) / (knownBoxes + givenBoxes),
    mota: knownBoxes === 0 ? (givenBoxes === 0 ? 1 : 0) : 1 - (missed + spurious + switches) / knownBoxes,
    missed,
    spurious,
    switches,
  };
}

interface Present {
  index: number;
  box: TrackBox;
}

const present = (tracks: readonly Track[], frame: number): Present[] =>
  tracks.flatMap((track, index) => {
    const box = boxAtFrame(track, frame);
    return box ? [{ index, box }] : [];
  });

/** First those who were pairs at the frame before and still overlap, then the rest at least cost. */
function pairUp(
  there: readonly Present[],
  here: readonly Present[],
  overlaps: ReadonlyArray<readonly number[]>,
  partner: ReadonlyMap<number, number>,
): Array<[row: number, column: number]> {
  const pairs: Array<[number, number]> = [];
  const freeColumns = new Set(here.keys());
  const freeRows: number[] = [];
  for (const [row, { index }] of there.entries()) {
    const column = here.findIndex((other) => other.index === partner.get(index));
    if (column >= 0 && freeColumns.has(column) && overlaps[row]![column]! >= SAME) {
      pairs.push([row, column]);
      freeColumns.delete(column);
    } else freeRows.push(row);
  }
  const columns = [...freeColumns];
  if (freeRows.length === 0 || columns.length === 0) return pairs;
  const cost = freeRows.map((row) => [
    ...columns.map((column) => (overlaps[row]![column]! >= SAME ? -overlaps[row]![column]! : 1)),
    ...freeRows.map(() => 0),
  ]);
  for (const [at, chosen] of assignAtLeastCost(cost).entries())
    if (chosen < columns.length) pairs.push([freeRows[at]!, columns[chosen]!]);
  return pairs;
}

/** Boxes in common when each known track is paired with at most one given track, as many as can be. */
function mostInCommon(both: readonly number[][]): number {
  if (both.length === 0) return 0;
  const cost = both.map((row) => [...row.map((count) => -count), ...both.map(() => 0)]);
  return assignAtLeastCost(cost).reduce((sum, column, row) => sum + (both[row]![column] ?? 0), 0);
}
