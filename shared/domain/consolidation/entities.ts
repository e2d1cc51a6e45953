import type { BoundingBox } from '../shapes/bounding-box.ts';
import type { BoxObject } from './bounding-boxes.ts';
import type { BoxWorkerState } from './box-workers.ts';
import type { DrawnBox } from './cluster-boxes.ts';
import { confidenceOf } from './cluster-confidence.ts';
import { byPlace, drawImage } from './drawn-image.ts';
import { estimateObjects } from './estimate-objects.ts';

/** A labeled part of a text, in Unicode code points; the end is exclusive. */
export interface LabeledSpan {
  label: string;
  startOffset: number;
  endOffset: number;
}

/** One text and what its workers marked. A worker who marked nothing has an empty list. */
export interface EntityObject {
  objectId: string;
  answers: Array<{ workerId: string; entities: LabeledSpan[] }>;
}

export interface ConsensusSpan extends LabeledSpan {
  /** 0..1; >= .5 = part of the label. */
  confidence: number;
  /** Workers behind it. */
  workers: number;
}

const HEIGHT = 100;

/** A span as a box on a line of text; one code point is one pixel wide. */
export const boxOfSpan = ({ startOffset, endOffset }: Omit<LabeledSpan, 'label'>): BoundingBox => ({
  left: startOffset,
  top: 0,
  width: endOffset - startOffset,
  height: HEIGHT,
});

export const asBoxObject = ({ objectId, answers }: EntityObject): BoxObject => ({
  objectId,
  answers: answers.map(({ workerId, entities }) => ({
    workerId,
    boxes: entities.map((span) => ({ label: span.label, ...boxOfSpan(span) })),
  })),
});

/**
 * Many workers' spans -> entities. Which spans are one entity, whether it is one and what: as for boxes on a line.
 * Where it begins and ends: a vote, never a place between two, because words have no halves; each worker's vote weighs
 * by how often the worker's ends are those of the consensus. Of entities that overlap the surer one stays part of the
 * label, and both where most of their workers marked the one as well as the other: those mean it so.
 * @param labels label names in class-id order
 */
export function consolidateEntities(
  objects: readonly EntityObject[],
  labels: readonly string[],
  state: BoxWorkerState,
): { objects: Array<{ objectId: string; entities: ConsensusSpan[] }>; contribution: BoxWorkerState } {
  const drawn = objects.map(({ answers }) =>
    drawImage(
      answers.map(({ workerId, entities }) => ({ workerId, shapes: entities })),
      labels,
      boxOfSpan,
      byPlace,
    ),
  );
  const { images, contribution } = estimateObjects(drawn, labels, state);
  const exactness = new Exactness();
  for (const [at, { clusters }] of images.entries())
    for (const { members } of clusters) for (const edge of EDGES) exactness.count(members, edge, drawn[at]!.workerIds);
  return {
    objects: images.map(({ clusters, workers }, at) => {
      const { workerIds } = drawn[at]!;
      const entities = clusters.map((cluster): MarkedSpan => {
        const { members } = cluster;
        const markers = new Set(members.map(({ worker }) => worker));
        const vote = (edge: Edge) =>
          heaviest(members.map((box) => [edge(box), exactness.weightOf(workerIds[box.worker]!)]));
        const startOffset = vote(startOf);
        const endOffset = vote(endOf);
        return {
          markers,
          ...confidenceOf(cluster, workers.length, labels),
          startOffset,
          // Of workers who agree on neither end, the start's own end.
          endOffset: endOffset > startOffset ? endOffset : endOf(members.find((box) => box.left === startOffset)!),
          workers: members.length,
        };
      });
      return { objectId: objects[at]!.objectId, entities: withoutOverlaps(entities) };
    }),
    contribution,
  };
}

type Edge = (box: DrawnBox) => number;
const startOf: Edge = ({ left }) => left;
const endOf: Edge = ({ left, width }) => left + width;
const EDGES = [startOf, endOf];

/**
 * How often a worker's ends are those that most workers chose, shrunk to what is usual of workers of whom little is
 * known.
 */
class Exactness {
  static readonly USUAL = { right: 8, all: 10 };
  #counts = new Map<string, { right: number; all: number }>();

  /** @param workerIds of the text, which members name by index */
  count(members: readonly DrawnBox[], edge: Edge, workerIds: readonly string[]): void {
    if (members.length < 2) return;
    for (const box of members) {
      const id = workerIds[box.worker]!;
      const counts = this.#counts.get(id) ?? { right: 0, all: 0 };
      const others = members.filter((other) => other !== box).map((other) => [edge(other), 1] as const);
      counts.right += heaviest(others) === edge(box) ? 1 : 0;
      counts.all += 1;
      this.#counts.set(id, counts);
    }
  }

  /** The logarithm of the odds that an end is right, and something for a vote at all. */
  weightOf(workerId: string): number {
    const { right, all } = this.#counts.get(workerId) ?? { right: 0, all: 0 };
    const share = (right + Exactness.USUAL.right) / (all + Exactness.USUAL.all);
    return Math.max(0.1, Math.log(share / (1 - share)) + 1);
  }
}

/** The value with the most weight behind it; of equal ones the smallest. */
function heaviest(votes: ReadonlyArray<readonly [value: number, weight: number]>): number {
  const sums = new Map<number, number>();
  for (const [value, weight] of votes) sums.set(value, (sums.get(value) ?? 0) + weight);
  return [...sums].sort(([a, weightA], [b, weightB]) => weightB - weightA || a - b)[0]![0];
}

/** An entity and who marked it, by the workers' indices. */
type MarkedSpan = ConsensusSpan & { markers: ReadonlySet<number> };

/**
 * By place. The less sure one of two that overlap keeps less than half of its confidence: a candidate. The page refuses
 * overlaps unless the task allows them, so who marked both meant both.
 */
function withoutOverlaps(entities: readonly MarkedSpan[]): ConsensusSpan[] {
  const kept: MarkedSpan[] = [];
  const surest = [...entities].sort((a, b) => b.confidence - a.confidence || a.startOffset - b.startOffset);
  for (const entity of surest) {
    const isHidden = kept.some(
      (other) =>
        other.confidence >= 0.5 &&
        other.startOffset < entity.endOffset &&
        entity.startOffset < other.endOffset &&
        2 * other.markers.intersection(entity.markers).size <= Math.max(other.markers.size, entity.markers.size),
    );
    kept.push(isHidden ? { ...entity, confidence: Math.min(entity.confidence, 0.49) } : entity);
  }
  return kept
    .sort((a, b) => a.startOffset - b.startOffset || a.endOffset - b.endOffset)
    .map(({ markers: _, ...entity }) => entity);
}
