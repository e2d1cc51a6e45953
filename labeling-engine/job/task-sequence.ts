import { frameSequenceSchema, seqLabelSchema } from '../../shared/contracts/frame-sequence.ts';
import type { ManifestLine } from '../../shared/contracts/manifest-line.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { isObject } from '../../shared/domain/answer-kinds/fields.ts';
import { TASK_TYPES, type TaskTypeName } from '../../shared/domain/answer-kinds/tasks/task-types.ts';
import { type SequenceFrame, sequenceFrames } from '../../shared/domain/tracks/sequence-frames.ts';
import { tracksOfSeqLabel } from '../../shared/domain/tracks/sequence-label.ts';
import type { EnginePorts } from '../engine-ports.ts';
import type { JobDocument } from './job-document.ts';

/** What a task about a sequence of frames has beside its input. */
export interface TaskSequence {
  frames: SequenceFrame[];
  /** Tracks to start from, as `crowd-video-frames` takes them: of jobs that adjust an earlier label. */
  initialValue?: unknown;
}

/** Whether the job's objects are sequences of frames and no images. */
export const isAboutSequences = ({ ledger }: Pick<JobDocument, 'ledger'>): boolean =>
  TASK_TYPES[ledger?.taskType as TaskTypeName]?.answer === 'tracks';

/**
 * The frames behind a line, and what an adjustment starts from.
 * @returns undefined where the job's tasks are about no sequences
 * @throws ObjectMissingError, InvalidDocumentError when the sequence, or the label to adjust, cannot be read
 */
export async function readTaskSequence(
  document: JobDocument,
  line: ManifestLine,
  { files }: Pick<EnginePorts, 'files'>,
): Promise<TaskSequence | undefined> {
  const uri = line['source-ref'];
  if (!isAboutSequences(document) || uri === undefined) return undefined;
  const { request, ledger } = document;
  const frames = sequenceFrames(parseJson(frameSequenceSchema, await files.read(uri), uri));
  const hook = request.HumanTaskConfig.AnnotationConsolidationConfig?.AnnotationConsolidationLambdaArn;
  const earlier = /:ACS-Adjustment\w+$/.test(hook ?? '') ? earlierLabel(line) : undefined;
  if (!earlier) return { frames };
  const label = parseJson(seqLabelSchema, await files.read(earlier.uri), earlier.uri);
  const places = new Map(frames.map(({ frame }, place) => [frame, place]));
  const tracks = tracksOfSeqLabel(
    label,
    frames.length,
    (frame) => places.get(frame),
    (id) => earlier.names[id] ?? ledger!.labels[Number(id)],
  );
  return { frames, initialValue: { tracks: tracks.map(asAnswered) } };
}

/** The line's label of a sequence, the last one that it has. */
function earlierLabel(line: ManifestLine): { uri: string; names: Record<string, string> } | undefined {
  const found = Object.entries(line).flatMap(([name, uri]) => {
    const metadata = line[`${name}-metadata`];
    if (typeof uri !== 'string' || !isObject(metadata)) return [];
    if (!/^groundtruth\/video-object-/.test(String(metadata.type))) return [];
    return [{ uri, names: (metadata['class-map'] ?? {}) as Record<string, string> }];
  });
  return found.at(-1);
}

const asAnswered = ({ keyframes, attributes, ...track }: ReturnType<typeof tracksOfSeqLabel>[number]) => ({
  ...track,
  ...(attributes && { labelCategoryAttributes: attributes }),
  keyframes: keyframes.map(({ frame, isOutside, isOccluded, ...box }) => ({
    frameNumber: frame,
    ...box,
    ...(isOutside && { outside: true }),
    ...(isOccluded && { occluded: true }),
  })),
});
