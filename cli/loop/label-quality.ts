import { addAgreement, f1, NO_AGREEMENT } from './box-agreement.ts';
import type { TrueBox } from './labeled-box.ts';
import type { LabeledImageEvidence } from './labeling-evidence.ts';

/** What is really on an upright image; pixels. */
export interface ImageTruth {
  width: number;
  height: number;
  boxes: readonly TrueBox[];
}

/** What is really on the images, by their SHA-256. */
export type TruthByImage = ReadonlyMap<string, ImageTruth>;

/** F1 against the truth: each worker's, and the consensus'. */
export interface LabelQuality {
  workers: number[];
  consensus: number;
}

/** How good the labels are, over the images whose truth is known. */
export function judgeLabels(evidence: readonly LabeledImageEvidence[], truth: TruthByImage): LabelQuality {
  const workers = new Map<string, typeof NO_AGREEMENT>();
  let consensus = NO_AGREEMENT;
  for (const image of evidence) {
    const boxes = truth.get(image.sha256)?.boxes;
    if (!boxes) continue;
    consensus = addAgreement(consensus, image.consensus, boxes);
    for (const { workerId, boxes: drawn } of image.workers)
      workers.set(workerId, addAgreement(workers.get(workerId) ?? NO_AGREEMENT, drawn, boxes));
  }
  return { workers: [...workers.values()].map(f1).sort((a, b) => a - b), consensus: f1(consensus) };
}

/** `.93`, `1.00` */
export const shortShare = (value: number) => value.toFixed(2).replace(/^0/, '');

/** `F1 against the truth: workers .71 to .88, consensus .96` */
export function describeQuality({ workers, consensus }: LabelQuality): string {
  const range = workers.length ? `workers ${shortShare(workers[0]!)} to ${shortShare(workers.at(-1)!)}, ` : '';
  return `F1 against the truth: ${range}consensus ${shortShare(consensus)}`;
}
