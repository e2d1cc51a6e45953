import { readObject } from '../../shared/aws/s3.ts';
import { detectObjects, shortConfidence } from '../loop/detect-objects.ts';
import type { TruthByImage } from '../loop/label-quality.ts';
import type { TrueBox } from '../loop/labeled-box.ts';
import type { LabeledImageEvidence } from '../loop/labeling-evidence.ts';
import type { BoxLayer } from './annotated-image.ts';
import type { OverlaidBox } from './box-overlay.ts';
import { drawContactSheet } from './contact-sheet.ts';

export interface FourColumns {
  bucket: string;
  labels: readonly string[];
  endpointName: string;
  evidence: readonly LabeledImageEvidence[];
  truth: TruthByImage;
  title: string;
  subtitle: string;
  /** What the first column shows. */
  truthExplanation: string;
  /** Boxes of the model from this confidence on. */
  confidence: number;
  rows: number;
}

const TILE_WIDTH = 380;

/**
 * Truth, workers, consensus and model side by side, for validation images: labeled, but never trained on.
 * @returns PNG
 */
export async function drawFourColumns(options: FourColumns): Promise<Buffer> {
  const { labels, confidence, truth } = options;
  const classId = (label: string) => labels.indexOf(label);
  const drawn = (boxes: readonly TrueBox[]): OverlaidBox[] =>
    boxes.map((box) => ({ ...box, classId: classId(box.label) }));
  const images = choose(options.evidence, options.rows);
  const rows = await Promise.all(
    images.map(async ({ imageKey, sha256, workers, consensus }) => {
      const { bytes } = await readObject(options.bucket, imageKey);
      const detections = (await detectObjects(options.endpointName, bytes)).filter(
        (box) => box.confidence >= confidence,
      );
      const layers: BoxLayer[] = [
        { boxes: drawn(truth.get(sha256)?.boxes ?? []) },
        { boxes: workers.flatMap(({ boxes }) => drawn(boxes)), style: { stroke: 1.3, opacity: 0.9 } },
        { boxes: drawn(consensus) },
        {
          boxes: detections.map((box) => ({
            ...box,
            classId: box.class_id,
            tag: `${labels[box.class_id] ?? box.class_id} ${shortConfidence(box.confidence)}`,
          })),
        },
      ];
      return layers.map((layer) => ({ image: bytes, layers: [layer] }));
    }),
  );
  const workers = Math.max(0, ...images.map((image) => image.workers.length));
  return drawContactSheet({
    title: options.title,
    subtitle: options.subtitle,
    headings: [
      { name: 'Truth', explanation: options.truthExplanation },
      { name: `${workers} workers`, explanation: 'their boxes, as submitted' },
      { name: 'Consensus', explanation: 'what goes into the dataset' },
      { name: 'Model', explanation: `${options.endpointName}, confidence from ${shortConfidence(confidence)}` },
    ],
    rows,
    labels,
    tileWidth: TILE_WIDTH,
  });
}

/** Validation images with most to see first; the same choice for the same dataset. */
function choose(evidence: readonly LabeledImageEvidence[], count: number): LabeledImageEvidence[] {
  const kinds = (image: LabeledImageEvidence) => new Set(image.consensus.map(({ label }) => label)).size;
  return evidence
    .filter(({ split, workers }) => split === 'validation' && workers.length > 0)
    .sort((a, b) => kinds(b) - kinds(a) || b.consensus.length - a.consensus.length || (a.sha256 < b.sha256 ? -1 : 1))
    .slice(0, count);
}
