import type { ConsolidationResponse, PayloadObject } from '../../contracts/ground-truth-events.ts';
import type { WorkerState } from '../../contracts/worker-state.ts';
import { fitCalibration } from '../consolidation/calibration.ts';
import { addWorkerStates, emptyWorkerState } from '../consolidation/worker-state.ts';
import type { PngCodec } from '../images/png-pixels.ts';
import type { AnswerFile, Knowing, ObjectSequence, WrittenLabel } from './answer-kind.ts';
import { ANSWER_KIND_NAMES, type AnswerKindName } from './answer-kinds.ts';
import { consolidationOf } from './consolidations.ts';
import { TASK_TYPES, type TaskTypeName } from './tasks/task-types.ts';
import { readWorkerAnswers } from './worker-answer.ts';

/** What a label needs to know beside the answers. */
export interface LabelContext {
  labelAttributeName: string;
  /** Order = class ids. */
  labels: readonly string[];
  /** `labeling-job/<name>` */
  jobName: string;
  /** ISO 8601 without a zone. */
  createdAt: string;
  /** Where files go that labels name, an S3 URI ending in `/`. */
  outputPrefix: string;
  /** The frames of objects that are sequences, by object id; missing where the task has none. */
  sequences?: ReadonlyMap<string, ObjectSequence> | undefined;
  /**
   * The engine's name of it: says of which kind the answers must be. Where it is missing, they must be of the one kind
   * that all other objects of the payload have; where these differ, all answers of an object must be of one kind.
   */
  taskType?: string | undefined;
}

/** What became of one object of the payload. */
export interface ObjectOutcome {
  datasetObjectId: string;
  /** The kind of the object's answers; undefined when none can be used. */
  kind: AnswerKindName | undefined;
  labeled: boolean;
  answers: number;
  problems: Array<{ workerId: string; problem: string }>;
}

export interface PayloadConsolidation {
  response: ConsolidationResponse;
  /** What this payload taught about its workers. */
  contribution: WorkerState;
  outcomes: ObjectOutcome[];
  /** To write before the response is given. */
  files: AnswerFile[];
}

/**
 * Answers of several workers -> one label per object, as Ground Truth writes it: `<attr>` and `<attr>-metadata`.
 * Objects without a usable answer are left out, which is how they fail. Pure: the same payload and state give the same
 * bytes.
 */
export function consolidatePayload(
  payload: readonly PayloadObject[],
  context: LabelContext,
  state: WorkerState,
  codec: PngCodec,
): PayloadConsolidation {
  const { labels, outputPrefix, sequences = new Map() } = context;
  const calibrate = fitCalibration(state.calibration);
  const knowing: Knowing = { labels, state, outputPrefix, codec, calibrate, sequences };
  const asked = TASK_TYPES[context.taskType as TaskTypeName]?.answer;
  const kinds = new Set(asked ? [] : payload.flatMap((object) => readWorkerAnswers(object, labels).kind ?? []));
  const expected = kinds.size === 1 ? [...kinds][0] : asked;
  const read = payload.map((object) => ({
    objectId: object.datasetObjectId,
    isText: object.dataObject.content !== undefined,
    ...readWorkerAnswers(object, labels, expected),
  }));
  const written = new Map<string, WrittenLabel>();
  const consolidated = ANSWER_KIND_NAMES.map((name) => {
    const objects = read.filter(({ kind }) => kind === name);
    const result = consolidationOf(name)(objects, knowing);
    for (const [at, label] of result.labels.entries()) if (label) written.set(objects[at]!.objectId, label);
    return result;
  });
  return {
    response: payload.flatMap(({ datasetObjectId }) => {
      const label = written.get(datasetObjectId);
      return label ? [{ datasetObjectId, consolidatedAnnotation: { content: contentOf(label, context) } }] : [];
    }),
    contribution: consolidated.reduce((sum, { learnt }) => addWorkerStates(sum, learnt), emptyWorkerState()),
    outcomes: read.map(({ objectId, kind, answers, problems }) => ({
      datasetObjectId: objectId,
      kind,
      labeled: written.has(objectId),
      answers: answers.length,
      problems: [...problems, ...consolidated.flatMap((result) => result.problems?.get(objectId) ?? [])],
    })),
    files: consolidated.flatMap(({ files }) => files ?? []),
  };
}

function contentOf(label: WrittenLabel, { labelAttributeName, createdAt, jobName, taskType }: LabelContext) {
  const { value, metadata } = taskType === 'label-verification' ? asVerification(label) : label;
  return {
    [labelAttributeName]: value,
    [`${labelAttributeName}-metadata`]: {
      ...metadata,
      'human-annotated': 'yes',
      'creation-date': createdAt,
      'job-name': jobName,
    },
  };
}

/** Ground Truth's verification jobs write the class's id as a text. */
const asVerification = ({ value, metadata }: WrittenLabel): WrittenLabel => ({
  value: String(value),
  metadata: { ...metadata, type: 'groundtruth/label-verification' },
});
