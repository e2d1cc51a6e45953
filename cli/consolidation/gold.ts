import * as z from 'zod/mini';
import { parseJson } from '../../shared/contracts/parse.ts';
import type { WorkerState } from '../../shared/contracts/worker-state.ts';
import { intersectionOverUnion } from '../../shared/domain/bounding-box.ts';
import { emptyCalibration, recordGold } from '../../shared/domain/consolidation/calibration.ts';

const box = z.object({
  label: z.string(),
  left: z.number(),
  top: z.number(),
  width: z.number(),
  height: z.number(),
});

/** What is really there, by `datasetObjectId`: boxes, or one label. */
const goldSchema = z.record(
  z.string(),
  z.union([z.object({ boundingBoxes: z.array(box) }), z.object({ label: z.string() })]),
);
export type Gold = z.infer<typeof goldSchema>;

/** @throws InvalidDocumentError */
export const readGold = (text: string, what: string): Gold => parseJson(goldSchema, text, what);

/** A consolidated label before calibration, as gold sees it. */
export interface Judged {
  objectId: string;
  shapes: Array<z.infer<typeof box> & { confidence: number }>;
  label?: { label: string; confidence: number };
}

const GOLD_IOU = 0.5;

/** How often each confidence was right on the gold objects. */
export function judgeByGold(judged: readonly Judged[], gold: Gold): WorkerState['calibration'] {
  let counts = emptyCalibration();
  for (const { objectId, shapes, label } of judged) {
    const truth = gold[objectId];
    if (!truth) continue;
    if ('label' in truth) {
      if (label) counts = recordGold(counts, label.confidence, label.label === truth.label);
      continue;
    }
    const free = [...truth.boundingBoxes];
    for (const shape of [...shapes].sort((a, b) => b.confidence - a.confidence)) {
      const found = free.findIndex(
        (real) => real.label === shape.label && intersectionOverUnion(real, shape) >= GOLD_IOU,
      );
      if (found >= 0) free.splice(found, 1);
      counts = recordGold(counts, shape.confidence, found >= 0);
    }
  }
  return counts;
}
