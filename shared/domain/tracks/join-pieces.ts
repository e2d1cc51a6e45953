import type { ManifestLine } from '../../contracts/manifest-line.ts';
import { type BoundingBox, intersectionOverUnion } from '../shapes/bounding-box.ts';

/** A box of a frame's label, as `labelsOfFrames` writes it. */
interface FollowedBox extends BoundingBox {
  class_id: number;
  'object-id'?: string;
  'object-name'?: string;
}

/** Boxes of one object in two frames, one after the other, overlap at least so far. */
const LEAST_OVERLAP = 0.3;

/**
 * Objects that go on from one piece of a video to the next keep their identity: a box of a piece's first frame is the
 * object whose box, moved on as it moved last, overlaps it most at the end of the piece before. Further objects of a
 * piece get names that no earlier one has.
 * @param pieces labels of the frames of one video, in order, each labeled in a task of its own
 * @param attribute of the labels
 */
export function joinPieces(pieces: ReadonlyArray<readonly ManifestLine[]>, attribute: string): ManifestLine[] {
  const names = new Map<string, string>();
  const joined: ManifestLine[] = [];
  for (const piece of pieces) {
    const known = matchStart(joined.map((line) => boxesOf(line, attribute)).slice(-2), boxesOf(piece[0], attribute));
    for (const line of piece) {
      const renamed = boxesOf(line, attribute).map((box) => renamedBox(box, known, names));
      joined.push(renamed.length > 0 ? withBoxes(line, attribute, renamed) : line);
    }
  }
  return joined;
}

const boxesOf = (line: ManifestLine | undefined, attribute: string): FollowedBox[] =>
  (line?.[attribute] as { annotations?: FollowedBox[] } | undefined)?.annotations ?? [];

const withBoxes = (line: ManifestLine, attribute: string, annotations: FollowedBox[]): ManifestLine => ({
  ...line,
  [attribute]: { ...(line[attribute] as object), annotations },
});

/** Ids of a piece's first frame -> the boxes before that are the same objects. */
function matchStart(before: readonly FollowedBox[][], first: readonly FollowedBox[]): Map<string, FollowedBox> {
  const last = before.at(-1) ?? [];
  const earlier = new Map((before.at(-2) ?? []).map((box) => [box['object-id'], box]));
  const pairs = last
    .flatMap((box) => {
      const expected = movedOn(box, earlier.get(box['object-id']));
      return first
        .filter((other) => other.class_id === box.class_id)
        .map((other) => ({ box, other, overlap: intersectionOverUnion(expected, other) }));
    })
    .filter(({ overlap }) => overlap >= LEAST_OVERLAP)
    .sort((a, b) => b.overlap - a.overlap);
  const matched = new Map<string, FollowedBox>();
  const taken = new Set<FollowedBox>();
  for (const { box, other } of pairs) {
    const id = other['object-id'];
    if (id === undefined || matched.has(id) || taken.has(box)) continue;
    matched.set(id, box);
    taken.add(box);
  }
  return matched;
}

/** Where a box is a frame later, when it goes on as it came. */
function movedOn(box: FollowedBox, before: FollowedBox | undefined): BoundingBox {
  const [dx, dy] = before ? [box.left - before.left, box.top - before.top] : [0, 0];
  return { left: box.left + dx, top: box.top + dy, width: box.width, height: box.height };
}

/** @param names of the objects so far, by id */
function renamedBox(
  box: FollowedBox,
  known: ReadonlyMap<string, FollowedBox>,
  names: Map<string, string>,
): FollowedBox {
  const id = box['object-id'];
  if (id === undefined) return box;
  const same = known.get(id);
  const own = same?.['object-id'] ?? id;
  const name = names.get(own) ?? freeName(box['object-name'] ?? '', new Set(names.values()));
  names.set(own, name);
  return { ...box, 'object-id': own, ...(box['object-name'] !== undefined && { 'object-name': name }) };
}

/** `walker:1`, or with the next number that none has. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  const label = name.replace(/:\d+$/, '');
  let number = 1;
  while (taken.has(`${label}:${number}`)) number++;
  return `${label}:${number}`;
}
