import type { BoundingBoxMetadata } from '../../shared/contracts/manifest-line.ts';
import { judgeImage } from '../../shared/domain/automatic-labeling/judge-image.ts';
import type { EnginePorts } from '../engine-ports.ts';
import type { Job } from '../job/job.ts';
import type { JobDocument } from '../job/job-document.ts';
import { creationDate, jobNameInMetadata } from '../job/output-layout.ts';
import type { Decision } from './automation.ts';
import { foldOf } from './cross-fitting.ts';
import { type ImagePrediction, RoundFiles, type RoundPredictions } from './round-files.ts';

const DEPTH = 3;
const decimals = (value: number) => Math.round(value * 100) / 100;

/**
 * What the machine writes into a line of the output manifest: whole pixels, confidence by object, `human-annotated:
 * "no"`, as Ground Truth does.
 */
function machineLabel(
  document: JobDocument,
  prediction: NonNullable<ImagePrediction>,
  decision: Decision,
  fold: number,
) {
  const attribute = document.request.LabelAttributeName;
  const labels = document.ledger!.labels;
  const { boxes } = judgeImage(prediction.boxes, decision.classThresholds[fold]!);
  const classes = [...new Set(boxes.map((box) => box.class_id))].sort((a, b) => a - b);
  const metadata: BoundingBoxMetadata = {
    objects: boxes.map(({ confidence }) => ({ confidence: decimals(confidence) })),
    'class-map': Object.fromEntries(classes.map((id) => [String(id), labels[id]!])),
    type: 'groundtruth/object-detection',
    'human-annotated': 'no',
    'creation-date': creationDate(decision.at),
    'job-name': jobNameInMetadata(document.request),
  };
  return {
    [attribute]: {
      image_size: [{ width: prediction.width, height: prediction.height, depth: DEPTH }],
      annotations: boxes.map(({ class_id, left, top, width, height }) => ({
        class_id,
        left: Math.round(left),
        top: Math.round(top),
        width: Math.round(width),
        height: Math.round(height),
      })),
    },
    [`${attribute}-metadata`]: metadata,
  };
}

/** The machine's labels of a job; each round is read once. */
export class MachineLabels {
  #document: JobDocument;
  #files: RoundFiles;
  #rounds = new Map<number, Promise<{ decision: Decision; predictions: RoundPredictions }>>();

  constructor(job: Job, document: JobDocument, ports: EnginePorts) {
    this.#document = document;
    this.#files = new RoundFiles(job, document, ports);
  }

  /** What goes into the manifest line of an object that the round's model labeled. */
  async labelOf(round: number, objectId: string): Promise<Record<string, unknown>> {
    let read = this.#rounds.get(round);
    if (!read) {
      read = this.#read(round);
      this.#rounds.set(round, read);
    }
    const { decision, predictions } = await read;
    return machineLabel(this.#document, predictions[objectId]!, decision, foldOf(objectId));
  }

  async #read(round: number) {
    const [decision, predictions] = await Promise.all([
      this.#files.findDecision(round),
      this.#files.findPredictions(round),
    ]);
    return { decision: decision!, predictions: predictions! };
  }
}
