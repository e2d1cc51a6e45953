import { type BoxAnnotation, referenceOf } from '../../shared/contracts/manifest-line.ts';
import type { Project } from '../../shared/contracts/project.ts';
import { isOfTexts } from '../../shared/contracts/text-tasks.ts';
import { LABEL_TASKS } from '../../shared/domain/answer-kinds/tasks/task-types.ts';
import { uncheckedLabels } from '../../shared/domain/batches/unchecked-labels.ts';
import {
  choosePair,
  labelPairs,
  recordOfLine,
} from '../../shared/domain/dataset/formats/ground-truth/ground-truth-line.ts';
import { labelsOf } from '../../shared/domain/dataset/image-record.ts';
import { isByMachine } from '../../shared/domain/labeling/by-machine.ts';
import { parseImageKey } from '../../shared/domain/project/bucket-keys.ts';
import { parseS3Uri } from '../../shared/domain/project/s3-uri.ts';
import { readTextLine } from '../../shared/domain/texts/text-line.ts';
import { InvalidDocumentError } from '../../shared/errors.ts';

/** A labeled image that may be sent back, as the dataset's line has it. */
export interface Candidate {
  sha256: string;
  imageKey: string;
  line: string;
  /** Ids of the classes that its label has: one for each object, or for each class of the image. */
  classIds: number[];
  /** Its objects; of polygons the boxes around them. */
  boxes: BoxAnnotation[];
  /** The confidence of each of its objects or classes, 0..1. */
  confidences: number[];
  /** ISO 8601 without a zone. */
  createdAt: string;
  /** No person made its label. */
  byMachine: boolean;
  /** Ids of the labels that nobody looked for on it. */
  unchecked: number[];
}

/**
 * @param project labels: order = class ids
 * @throws InvalidDocumentError when the line holds no label of the project's task
 */
export function readCandidate(line: string, { labels, taskType }: Pick<Project, 'labels' | 'taskType'>): Candidate {
  const fields = JSON.parse(line) as Record<string, unknown>;
  const { attribute } = LABEL_TASKS[taskType];
  if (isOfTexts(taskType)) return readTextCandidate(line, fields, attribute, labels);
  const pair = choosePair(labelPairs(fields), attribute);
  const record = pair && recordOfLine(fields, pair, labels, () => {});
  if (!record) throw new InvalidDocumentError(`a dataset line has no ${attribute}: ${line.slice(0, 200)}`);
  const { key } = parseS3Uri(record.image);
  const idOf = (label: string) => labels.indexOf(label);
  const rated = [...record.shapes, ...record.classes, ...(record.mask?.colours ?? [])];
  return {
    sha256: parseImageKey(key)!.sha256,
    imageKey: key,
    line,
    classIds: [...labelsOf(record)].map(idOf),
    boxes: record.shapes.map(({ label, left, top, width, height }) => ({
      class_id: idOf(label),
      left,
      top,
      width,
      height,
    })),
    confidences: rated.flatMap(({ confidence }) => confidence ?? []),
    createdAt: record.createdAt ?? '',
    byMachine: isByMachine(pair.metadata),
    unchecked: uncheckedLabels(pair.metadata, labels),
  };
}

/** An image that has no label yet, as a filter may ask about it. */
export const unlabeledCandidate = ({ sha256, imageKey }: { sha256: string; imageKey: string }): Candidate => ({
  ...{
    sha256,
    imageKey,
    line: '',
    classIds: [],
    boxes: [],
    confidences: [],
    createdAt: '',
    unchecked: [],
    byMachine: false,
  },
});
function readTextCandidate(
  line: string,
  fields: Record<string, unknown>,
  attribute: string,
  labels: readonly string[],
): Candidate {
  const found = readTextLine(fields, attribute);
  if (!found) throw new InvalidDocumentError(`a dataset line has no ${attribute}: ${line.slice(0, 200)}`);
  const { key } = parseS3Uri(referenceOf(fields));
  const names = found.classes ?? found.spans?.map(({ label }) => label) ?? [];
  return {
    ...{ sha256: parseImageKey(key)!.sha256, imageKey: key, line },
    classIds: names.map((label) => labels.indexOf(label)),
    boxes: [],
    ...{ confidences: found.confidences, createdAt: found.createdAt },
    byMachine: isByMachine(fields[`${attribute}-metadata`]),
    unchecked: uncheckedLabels(fields[`${attribute}-metadata`], labels),
  };
}
