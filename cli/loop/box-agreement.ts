import { type BoundingBox, intersectionOverUnion } from '../../shared/domain/shapes/bounding-box.ts';

type Labeled = BoundingBox & { label: string };

/** Counts over images: boxes that match, boxes drawn, boxes that are there. */
export interface Agreement {
  matched: number;
  drawn: number;
  truth: number;
}

const MATCH_IOU = 0.5;

/** Adds one image: a drawn box matches the free true box of its label with the highest IoU from .5 on. */
export function addAgreement(sum: Agreement, drawn: readonly Labeled[], truth: readonly Labeled[]): Agreement {
  const free = new Set(truth);
  let { matched } = sum;
  for (const box of drawn) {
    let best: Labeled | undefined;
    for (const other of free)
      if (
        other.label === box.label &&
        intersectionOverUnion(box, other) >= Math.max(MATCH_IOU, best ? intersectionOverUnion(box, best) : 0)
      )
        best = other;
    if (best) {
      free.delete(best);
      matched++;
    }
  }
  return { matched, drawn: sum.drawn + drawn.length, truth: sum.truth + truth.length };
}

export const NO_AGREEMENT: Agreement = { matched: 0, drawn: 0, truth: 0 };

/** F1 = 2 matched / (drawn + truth); 1 when there is nothing to find and nothing was drawn. */
export const f1 = ({ matched, drawn, truth }: Agreement) => (drawn + truth === 0 ? 1 : (2 * matched) / (drawn + truth));
