import type { ConsolidationResponse, PayloadObject } from '../contracts/ground-truth-events.ts';
import type { BoundingBox } from './bounding-box.ts';
import { consolidateBoundingBoxes } from './consolidation/bounding-boxes.ts';
import { emptyBoxState } from './consolidation/box-workers.ts';
import { consolidateClassification } from './consolidation/classification.ts';
import { emptyLabelState } from './consolidation/label-workers.ts';
import { consolidateMultiLabel } from './consolidation/multi-label.ts';
import { consolidatePolygons } from './consolidation/polygons.ts';
import { type ImageSize, readWorkerAnswers, type WorkerAnswer } from './worker-answer.ts';

/** What a label needs to know beside the answers. */
export interface LabelContext {
  labelAttributeName: string;
  /** Order = class ids. */
  labels: readonly string[];
  /** `labeling-job/<name>` */
  jobName: string;
  /** ISO 8601 without a zone. */
  createdAt: string;
}

type Kind = WorkerAnswer['kind'];
type AnswerOf<K extends Kind> = Extract<WorkerAnswer, { kind: K }>;

interface AnsweredObject<K extends Kind> {
  objectId: string;
  isText: boolean;
  answers: Array<{ workerId: string } & AnswerOf<K>>;
}

interface Label {
  objectId: string;
  value: unknown;
  metadata: Record<string, unknown>;
}

/** Consensus shapes below this are candidates that most workers did not see. */
const PART_OF_LABEL = 0.5;

/**
 * Answers of several workers -> one label per object, as Ground Truth writes it: `<attr>` and `<attr>-metadata`. Objects without
 * a usable answer are left out, which is how they fail.
 */
export function consolidatePayload(payload: readonly PayloadObject[], context: LabelContext): ConsolidationResponse {
  const byKind = <K extends Kind>(kind: K): Array<AnsweredObject<K>> =>
    read
      .filter(({ answers }) => answers[0]?.answer.kind === kind)
      .map(({ objectId, isText, answers }) => ({
        objectId,
        isText,
        answers: answers.flatMap(({ workerId, answer }) =>
          answer.kind === kind ? { workerId, ...(answer as AnswerOf<K>) } : [],
        ),
      }));
  const read = payload.map((object) => ({
    objectId: object.datasetObjectId,
    isText: object.dataObject.content !== undefined,
    answers: readWorkerAnswers(object, context.labels),
  }));
  const made = [
    ...boxLabels(byKind('boxes'), context.labels),
    ...polygonLabels(byKind('polygons'), context.labels),
    ...classLabels(byKind('label'), context.labels),
    ...classSetLabels(byKind('labels'), context.labels),
  ];
  const byId = new Map(made.map((label) => [label.objectId, label]));
  return payload.flatMap(({ datasetObjectId }) => {
    const label = byId.get(datasetObjectId);
    if (!label) return [];
    const common = { 'human-annotated': 'yes', 'creation-date': context.createdAt, 'job-name': context.jobName };
    const content = {
      [context.labelAttributeName]: label.value,
      [`${context.labelAttributeName}-metadata`]: { ...label.metadata, ...common },
    };
    return { datasetObjectId, consolidatedAnnotation: { content } };
  });
}

/** Ground Truth's own figure for one worker alone. */
const confidenceAmong = (workers: number, confidence: number) => (workers > 1 ? hundredths(confidence) : 0);

const hundredths = (pixels: number) => Math.round(pixels * 100) / 100;
const toHundredths = ({ left, top, width, height }: BoundingBox): BoundingBox => ({
  left: hundredths(left),
  top: hundredths(top),
  width: hundredths(width),
  height: hundredths(height),
});

const classMap = (ids: number[], labels: readonly string[]) =>
  Object.fromEntries([...new Set(ids)].sort((a, b) => a - b).map((id) => [String(id), labels[id]!]));

/** The size that most workers' pages saw. */
function commonSize(answers: ReadonlyArray<{ size: ImageSize }>) {
  const votes = new Map<string, { size: ImageSize; count: number }>();
  for (const { size } of answers) {
    const key = `${size.width}x${size.height}`;
    votes.set(key, { size, count: (votes.get(key)?.count ?? 0) + 1 });
  }
  const [first] = [...votes.values()].sort((a, b) => b.count - a.count);
  return [{ width: first!.size.width, height: first!.size.height, depth: 3 }];
}

function boxLabels(objects: Array<AnsweredObject<'boxes'>>, labels: readonly string[]): Label[] {
  const consensus = consolidateBoundingBoxes(objects, labels, emptyBoxState());
  return consensus.objects.map(({ objectId, boxes }, index) => {
    const { answers } = objects[index]!;
    const kept = boxes.filter(({ confidence }) => confidence >= PART_OF_LABEL || answers.length === 1);
    const ids = kept.map(({ label }) => labels.indexOf(label));
    const adjusted = answers.flatMap((answer) => answer.adjusted ?? []);
    return {
      objectId,
      value: {
        image_size: commonSize(answers),
        annotations: kept.map((box, at) => ({ class_id: ids[at]!, ...toHundredths(box) })),
      },
      metadata: {
        objects: kept.map(({ confidence }) => ({ confidence: confidenceAmong(answers.length, confidence) })),
        'class-map': classMap(ids, labels),
        type: 'groundtruth/object-detection',
        ...(adjusted.length > 0 && { 'adjustment-status': adjusted.includes(true) ? 'adjusted' : 'unadjusted' }),
      },
    };
  });
}

function polygonLabels(objects: Array<AnsweredObject<'polygons'>>, labels: readonly string[]): Label[] {
  const consensus = consolidatePolygons(objects, labels, emptyBoxState());
  return consensus.objects.map(({ objectId, polygons }, index) => {
    const { answers } = objects[index]!;
    const kept = polygons.filter(({ confidence }) => confidence >= PART_OF_LABEL || answers.length === 1);
    const ids = kept.map(({ label }) => labels.indexOf(label));
    return {
      objectId,
      value: {
        image_size: commonSize(answers),
        annotations: kept.map(({ vertices }, at) => ({ class_id: ids[at]!, vertices })),
      },
      metadata: {
        objects: kept.map(({ confidence }) => ({ confidence: confidenceAmong(answers.length, confidence) })),
        'class-map': classMap(ids, labels),
        type: 'groundtruth/custom',
      },
    };
  });
}

function classLabels(objects: Array<AnsweredObject<'label'>>, labels: readonly string[]): Label[] {
  const consensus = consolidateClassification(objects, labels, emptyLabelState());
  return consensus.objects.flatMap(({ objectId, label, confidence }, index) => {
    if (label === undefined) return [];
    const { isText, answers } = objects[index]!;
    const comments = answers.flatMap(({ comment }) => (comment ? { comment } : []));
    return {
      objectId,
      value: labels.indexOf(label),
      metadata: {
        'class-name': label,
        confidence: confidenceAmong(answers.length, confidence),
        type: isText ? 'groundtruth/text-classification' : 'groundtruth/image-classification',
        ...(comments.length > 0 && { 'worker-feedback': comments }),
      },
    };
  });
}

function classSetLabels(objects: Array<AnsweredObject<'labels'>>, labels: readonly string[]): Label[] {
  const consensus = consolidateMultiLabel(objects, labels, {});
  return consensus.objects.map(({ objectId, labels: chosen, confidences }, index) => {
    const { isText, answers } = objects[index]!;
    const ids = chosen.map((label) => labels.indexOf(label));
    return {
      objectId,
      value: ids,
      metadata: {
        'class-map': classMap(ids, labels),
        'confidence-map': Object.fromEntries(
          ids.map((id, at) => [String(id), confidenceAmong(answers.length, confidences[chosen[at]!] ?? 0)]),
        ),
        type: `groundtruth/${isText ? 'text' : 'image'}-classification-multilabel`,
      },
    };
  });
}
