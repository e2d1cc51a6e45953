import type { ConsolidationResponse, PayloadObject } from '../../contracts/ground-truth-events.ts';
import type { WorkerState } from '../../contracts/worker-state.ts';
import { consolidateMaskAnswers, type MaskFile } from '../answer-kinds/mask-answers.ts';
import {
  type AnsweredObject,
  type AnswerKind,
  type AnswerOf,
  readWorkerAnswers,
} from '../answer-kinds/worker-answer.ts';
import {
  asVerification,
  type Label,
  writeBoxes,
  writeClass,
  writeClassSet,
  writeMask,
  writePolygons,
} from '../answer-kinds/written-label.ts';
import type { PngCodec } from '../images/png-pixels.ts';
import { consolidateBoundingBoxes } from './bounding-boxes.ts';
import { addBoxStates } from './box-workers.ts';
import { fitCalibration } from './calibration.ts';
import { consolidateClassification } from './classification.ts';
import { consolidateMultiLabel } from './multi-label.ts';
import { consolidatePolygons } from './polygons.ts';
import { emptyWorkerState } from './worker-state.ts';

/** What a label needs to know beside the answers. */
export interface LabelContext {
  labelAttributeName: string;
  /** Order = class ids. */
  labels: readonly string[];
  /** `labeling-job/<name>` */
  jobName: string;
  /** ISO 8601 without a zone. */
  createdAt: string;
  /** Where mask files go, an S3 URI ending in `/`. */
  outputPrefix: string;
  /** The engine's name of it, e.g. `label-verification`, whose labels are written in a form of their own. */
  taskType?: string | undefined;
}

/** What became of one object of the payload. */
export interface ObjectOutcome {
  datasetObjectId: string;
  labeled: boolean;
  answers: number;
  problems: Array<{ workerId: string; problem: string }>;
}

export interface PayloadConsolidation {
  response: ConsolidationResponse;
  /** What this payload taught about its workers. */
  contribution: WorkerState;
  outcomes: ObjectOutcome[];
  /** Mask images to write before the response is given. */
  files: MaskFile[];
}

/**
 * Answers of several workers -> one label per object, as Ground Truth writes it: `<attr>` and `<attr>-metadata`. Objects without
 * a usable answer are left out, which is how they fail. Pure: the same payload and state give the same bytes.
 */
export function consolidatePayload(
  payload: readonly PayloadObject[],
  context: LabelContext,
  state: WorkerState,
  codec: PngCodec,
): PayloadConsolidation {
  const read = payload.map((object) => ({
    objectId: object.datasetObjectId,
    isText: object.dataObject.content !== undefined,
    ...readWorkerAnswers(object, context.labels),
  }));
  const byKind = <K extends AnswerKind>(kind: K): Array<AnsweredObject<K>> =>
    read
      .filter(({ answers }) => answers[0]?.answer.kind === kind)
      .map(({ objectId, isText, answers }) => ({
        objectId,
        isText,
        answers: answers.flatMap(({ workerId, answer }) =>
          answer.kind === kind ? { workerId, ...(answer as AnswerOf<K>) } : [],
        ),
      }));
  const { labels } = context;
  const calibrate = fitCalibration(state.calibration);

  const boxObjects = byKind('boxes');
  const boxes = consolidateBoundingBoxes(boxObjects, labels, state.boxes);
  const polygonObjects = byKind('polygons');
  const polygons = consolidatePolygons(polygonObjects, labels, state.boxes);
  const classObjects = byKind('label');
  const classes = consolidateClassification(classObjects, labels, state.labels);
  const setObjects = byKind('labels');
  const sets = consolidateMultiLabel(setObjects, labels, state.labelSets);
  const maskObjects = byKind('mask');
  const masks = consolidateMaskAnswers(maskObjects, context, state.masks, codec);

  const written: Label[] = [
    ...boxes.objects.map((object, at) => writeBoxes(object, boxObjects[at]!, labels, calibrate)),
    ...polygons.objects.map((object, at) => writePolygons(object, polygonObjects[at]!, labels, calibrate)),
    ...classes.objects.flatMap((object, at) => writeClass(object, classObjects[at]!, labels, calibrate) ?? []),
    ...sets.objects.map((object, at) => writeClassSet(object, setObjects[at]!, labels, calibrate)),
    ...masks.objects.map((object) => writeMask(object, maskObjects, labels, calibrate)),
  ];
  const isVerification = context.taskType === 'label-verification';
  const byId = new Map(written.map((label) => [label.objectId, isVerification ? asVerification(label) : label]));
  return {
    response: payload.flatMap(({ datasetObjectId }) => {
      const label = byId.get(datasetObjectId);
      return label ? [{ datasetObjectId, consolidatedAnnotation: { content: contentOf(label, context) } }] : [];
    }),
    contribution: {
      ...emptyWorkerState(),
      boxes: addBoxStates(boxes.contribution, polygons.contribution),
      labels: classes.contribution,
      labelSets: sets.contribution,
      masks: masks.contribution,
    },
    outcomes: read.map(({ objectId, answers, problems }) => ({
      datasetObjectId: objectId,
      labeled: byId.has(objectId),
      answers: answers.length,
      problems: [...problems, ...(masks.problems.get(objectId) ?? [])],
    })),
    files: masks.files,
  };
}

const contentOf = (label: Label, { labelAttributeName, createdAt, jobName }: LabelContext) => ({
  [labelAttributeName]: label.value,
  [`${labelAttributeName}-metadata`]: {
    ...label.metadata,
    'human-annotated': 'yes',
    'creation-date': createdAt,
    'job-name': jobName,
  },
});
