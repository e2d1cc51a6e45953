import type { Split } from '../../../shared/domain/dataset/image-record.ts';

/** One image of a dataset that is to be split. */
export interface SplitItem {
  image: string;
  /** Classes on it; none = an image without objects, which is a class of its own. */
  labels: readonly string[];
  /** Images of one group are never put apart. */
  group: string;
  /** Where an earlier split put it: there it stays. */
  frozen?: Split;
}

interface Group {
  key: string;
  items: number[];
  /** Images of the group by class. */
  counts: Map<string, number>;
  side: Split | undefined;
}

const SIDES: readonly Split[] = ['train', 'validation', 'test'];
const ALL = '\u0000images';
const EMPTY = '\u0000empty';

/**
 * Deals images out to the sides so that each class has its share on each (iterative stratification, Sechidis et al.
 * 2011, by groups): the rarest class first, each of its groups to the side that lacks most of it. The same images,
 * shares and order give the same split.
 * @param order a number for a group's key, by a hash with the seed: which of two equal groups comes first
 * @returns the side of each item, and the groups that an earlier split has already torn apart
 */
export function stratifiedSplit(
  items: readonly SplitItem[],
  shares: Record<Split, number>,
  order: (key: string) => number,
): { sides: Split[]; torn: string[] } {
  const groups = groupsOf(items);
  const torn: string[] = [];
  const wanted = new Map<string, Record<Split, number>>();
  for (const { counts } of groups.values())
    for (const [label, count] of counts) {
      const want = wanted.get(label) ?? { train: 0, validation: 0, test: 0 };
      wanted.set(label, want);
      for (const side of SIDES) want[side] += count * shares[side];
    }
  const give = (group: Group, side: Split) => {
    group.side = side;
    for (const [label, count] of group.counts) wanted.get(label)![side] -= count;
  };
  for (const group of groups.values()) {
    const frozen = new Set(group.items.flatMap((at) => items[at]!.frozen ?? []));
    if (frozen.size > 1) torn.push(group.key);
    // A new image that looks like one of the validation images must not be learned from.
    const side = SIDES.findLast((each) => frozen.has(each));
    if (side) give(group, side);
  }
  const rarestFirst = [...wanted.keys()]
    .filter((label) => label !== ALL)
    .sort((a, b) => totalOf(groups, a) - totalOf(groups, b) || (a < b ? -1 : 1));
  const sorted = [...groups.values()].sort(
    (a, b) => b.items.length - a.items.length || order(a.key) - order(b.key) || (a.key < b.key ? -1 : 1),
  );
  for (const label of rarestFirst) {
    for (const group of sorted) {
      if (group.side || !group.counts.has(label)) continue;
      give(group, neediest(wanted.get(label)!, wanted.get(ALL)!, shares));
    }
  }
  const sides = new Array<Split>(items.length).fill('train');
  for (const group of groups.values()) for (const at of group.items) sides[at] = items[at]!.frozen ?? group.side!;
  return { sides, torn };
}

function groupsOf(items: readonly SplitItem[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const [at, { group: key, labels }] of items.entries()) {
    const group: Group = groups.get(key) ?? { key, items: [], counts: new Map(), side: undefined };
    groups.set(key, group);
    group.items.push(at);
    for (const label of new Set([ALL, ...(labels.length ? labels : [EMPTY])]))
      group.counts.set(label, (group.counts.get(label) ?? 0) + 1);
  }
  return groups;
}

const totalOf = (groups: ReadonlyMap<string, Group>, label: string) =>
  [...groups.values()].reduce((sum, { counts }) => sum + (counts.get(label) ?? 0), 0);

/** The side that lacks most of the class; of equal ones the side that lacks most images, then the largest. */
function neediest(label: Record<Split, number>, all: Record<Split, number>, shares: Record<Split, number>): Split {
  return SIDES.filter((side) => shares[side] > 0).reduce((best, side) =>
    label[side] > label[best] + 1e-9 || (Math.abs(label[side] - label[best]) <= 1e-9 && all[side] > all[best] + 1e-9)
      ? side
      : best,
  );
}
