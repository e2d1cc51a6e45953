import { intersectionOverUnion } from '../shapes/bounding-box.ts';
import { assignBoxes } from './assign-boxes.ts';
import {
  addBoxCounts,
  type BoxCounts,
  type BoxSkill,
  type BoxWorkerState,
  boxSkills,
  emptyBoxCounts,
} from './box-workers.ts';
import { boxOfEdges, type Cluster } from './cluster.ts';
import { clusterBoxes, type DrawnBox, type Overlap } from './cluster-boxes.ts';
import type { DrawnImage } from './drawn-image.ts';
import { existencePosterior, existencePrior } from './existence.ts';
import { fuseEdges, type PlacedBox } from './fuse-edges.ts';
import { softmax } from './probabilities.ts';

const ITERATIONS = 8;
/** Boxes are assigned to clusters anew after these iterations. */
const REASSIGN_AFTER = new Set([0, 2]);
/** Images with more boxes keep their first clusters: assignment is cubic. */
const REASSIGN_LIMIT = 600;
/** The labels' shares are shrunk to uniform by this many objects. */
const LABEL_PRIOR_STRENGTH = 20;

export interface EstimatedImage {
  workers: BoxSkill[];
  clusters: Cluster[];
}

interface Image extends DrawnImage {
  labelCount: number;
  clusters: Cluster[];
}

/**
 * Expectation-maximisation over all images of a payload: which drawn boxes are one object, where it is, what it is and
 * whether it is, with each worker's miss rate, spurious rate, edge bias, edge variance and label confusion carried in
 * `state`. Residuals are taken against the other workers only (leave one out): else the variance collapses onto whoever
 * the consensus follows. Ancestors: Branson et al., Lean Crowdsourcing (CVPR 2017); Dawid and Skene (1979).
 * @param overlap how alike two drawn boxes are, 0..1; intersection over union unless a better one is known
 */
export function estimateObjects(
  images: readonly DrawnImage[],
  labels: readonly string[],
  state: BoxWorkerState,
  overlap: Overlap = intersectionOverUnion,
): { images: EstimatedImage[]; contribution: BoxWorkerState } {
  const opened = images.map((image) => openImage(image, labels.length, overlap));
  const workerIds = [...new Set(opened.flatMap((image) => image.workerIds))].sort();
  let learnt = new Map(workerIds.map((id) => [id, emptyBoxCounts()]));
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const skills = boxSkills(withState(learnt, state), labels);
    estimate(opened, skills, labels, state);
    if (REASSIGN_AFTER.has(iteration)) {
      for (const image of opened) if (image.boxes.length <= REASSIGN_LIMIT) reassign(image);
      estimate(opened, skills, labels, state);
    }
    learnt = count(opened, labels);
  }
  const skills = boxSkills(withState(learnt, state), labels);
  estimate(opened, skills, labels, state);
  const sums = countLabels(
    opened.flatMap((image) => image.clusters),
    labels,
  );
  return {
    images: opened.map((image) => ({
      workers: image.workerIds.map((id) => skills.get(id)!),
      clusters: image.clusters,
    })),
    contribution: {
      workers: Object.fromEntries(learnt),
      labels: Object.fromEntries(sums.map((sum, k) => [labels[k]!, sum])),
    },
  };
}

function withState(learnt: ReadonlyMap<string, BoxCounts>, state: BoxWorkerState): Map<string, BoxCounts> {
  const known = new Map(Object.entries(state.workers));
  for (const [id, counts] of learnt) known.set(id, addBoxCounts(known.get(id) ?? emptyBoxCounts(), counts));
  return known;
}

function openImage(image: DrawnImage, labelCount: number, overlap: Overlap): Image {
  const clusters = clusterBoxes(image.boxes, overlap).map((members) =>
    newCluster(
      members.map((index) => image.boxes[index]!),
      labelCount,
    ),
  );
  return { ...image, labelCount, clusters };
}

/** Until the first estimate its labels are its votes. */
const newCluster = (members: DrawnBox[], labelCount: number): Cluster => ({
  members,
  edges: [0, 0, 0, 0],
  placed: [],
  deviation: 0,
  existence: 0.5,
  labels: Array.from(
    { length: labelCount },
    (_, label) => members.filter((box) => box.label === label).length / members.length,
  ),
});

/** E-step: where each object is, what it is, whether it is. */
function estimate(
  images: Image[],
  skills: ReadonlyMap<string, BoxSkill>,
  labels: readonly string[],
  state: BoxWorkerState,
): void {
  const clusters = images.flatMap((image) => image.clusters);
  const labelPrior = labelShares(clusters, labels, state);
  const prior = existencePrior(images.map(({ clusters, workerIds }) => ({ clusters, workers: workerIds.length })));
  for (const image of images) {
    const workers = image.workerIds.map((id) => skills.get(id)!);
    for (const cluster of image.clusters) {
      Object.assign(cluster, fuseEdges(cluster.members, workers));
      cluster.labels = labelPosterior(cluster, workers, labelPrior);
      cluster.existence = existencePosterior(cluster, workers, prior);
    }
  }
}

function labelShares(clusters: readonly Cluster[], labels: readonly string[], state: BoxWorkerState): number[] {
  const sums = countLabels(clusters, labels).map((sum, k) => sum + (state.labels[labels[k]!] ?? 0));
  const total = sums.reduce((sum, value) => sum + value, LABEL_PRIOR_STRENGTH);
  return sums.map((sum) => (sum + LABEL_PRIOR_STRENGTH / labels.length) / total);
}

const countLabels = (clusters: readonly Cluster[], labels: readonly string[]): number[] =>
  labels.map((_, k) => clusters.reduce((sum, cluster) => sum + cluster.existence * cluster.labels[k]!, 0));

const labelPosterior = (cluster: Cluster, workers: readonly BoxSkill[], prior: readonly number[]): number[] =>
  softmax(
    prior.map((share, label) =>
      cluster.members.reduce(
        (sum, box) => sum + Math.log(workers[box.worker]!.confusion[label]![box.label]!),
        Math.log(share),
      ),
    ),
  );

/**
 * Gives each worker's boxes to the image's objects anew, one to one; boxes that fit none open clusters of their own.
 */
function reassign(image: Image): void {
  const targets = image.clusters.map((cluster) => ({
    box: boxOfEdges(cluster.edges),
    label: cluster.labels.indexOf(Math.max(...cluster.labels)),
  }));
  const members = targets.map<DrawnBox[]>(() => []);
  const alone: Cluster[] = [];
  for (let worker = 0; worker < image.workerIds.length; worker++) {
    const own = image.boxes.filter((box) => box.worker === worker);
    assignBoxes(own, targets).forEach((target, index) => {
      if (target === undefined) alone.push(newCluster([own[index]!], image.labelCount));
      else members[target]!.push(own[index]!);
    });
  }
  image.clusters = [
    ...image.clusters.flatMap((cluster, index) =>
      members[index]!.length ? [{ ...cluster, members: members[index]! }] : [],
    ),
    ...alone,
  ];
}

/** M-step: expected counts per worker. */
function count(images: readonly Image[], labels: readonly string[]): Map<string, BoxCounts> {
  const counts = new Map<string, BoxCounts>();
  for (const image of images) {
    const own = image.workerIds.map((id) => {
      const present = counts.get(id) ?? emptyBoxCounts();
      counts.set(id, present);
      present.answers += 1;
      return present;
    });
    // Who answered alone was compared with nobody.
    if (own.length < 2) continue;
    for (const cluster of image.clusters) {
      const drew = new Set(cluster.members.map((box) => box.worker));
      own.forEach((worker, index) => {
        worker.real += cluster.existence;
        worker.unreal += 1 - cluster.existence;
        if (drew.has(index)) worker.spurious += 1 - cluster.existence;
        else worker.missed += cluster.existence;
      });
      for (const box of cluster.placed) countPlaced(own[box.worker]!, box, cluster);
      countConfusion(cluster, own, labels);
    }
  }
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function countPlaced(worker: BoxCounts, box: PlacedBox, cluster: Cluster): void {
  if (!box.againstOthers) return;
  const { residual, variance } = box.againstOthers;
  worker.placed += cluster.existence;
  for (let edge = 0; edge < 4; edge++) {
    worker.residual[edge]! += cluster.existence * residual[edge]!;
    worker.residualSquared[edge]! += cluster.existence * (residual[edge]! ** 2 - variance[edge]!);
  }
}

function countConfusion(cluster: Cluster, own: readonly BoxCounts[], labels: readonly string[]): void {
  if (labels.length === 1) return;
  for (const box of cluster.members) {
    const { confusion } = own[box.worker]!;
    labels.forEach((actual, k) => {
      const weight = cluster.existence * cluster.labels[k]!;
      if (weight < 1e-6) return;
      confusion[actual] ??= {};
      const answered = labels[box.label]!;
      confusion[actual][answered] = (confusion[actual][answered] ?? 0) + weight;
    });
  }
}
