import type { PayloadObject } from '../../contracts/ground-truth-events.ts';
import { type BoundingBox, clampToImage } from '../shapes/bounding-box.ts';

export interface ImageSize {
  width: number;
  height: number;
}

interface Point {
  x: number;
  y: number;
}

/** What one worker said of one object, made safe: labels are known ones, shapes lie in the image. */
export type WorkerAnswer =
  | { kind: 'boxes'; size: ImageSize; boxes: Array<BoundingBox & { label: string }>; adjusted: boolean | undefined }
  | { kind: 'polygons'; size: ImageSize; polygons: Array<{ label: string; vertices: Point[] }> }
  | {
      kind: 'mask';
      size: ImageSize;
      colours: Record<string, string>;
      pngBase64: string;
      adjusted?: boolean | undefined;
    }
  | { kind: 'label'; label: string; comment: string | undefined }
  | { kind: 'labels'; labels: string[] };

export type AnswerKind = WorkerAnswer['kind'];
export type AnswerOf<K extends AnswerKind> = Extract<WorkerAnswer, { kind: K }>;

/** One object and its answers, all of one kind. */
export interface AnsweredObject<K extends AnswerKind> {
  objectId: string;
  isText: boolean;
  answers: Array<{ workerId: string } & AnswerOf<K>>;
}

/** Nobody draws more by hand; more is a fault or an attack. */
const MOST_SHAPES = 2000;

/** An answer, and what of it was left out or why there is none, for people. */
export interface ReadAnswer {
  answer?: WorkerAnswer;
  problem?: string;
}

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isFiniteNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const objectsOf = (value: unknown) => (Array.isArray(value) ? value.filter(isObject) : []);

/**
 * Reads a form's output object (Ground Truth's `annotationData.content`): the first element whose value is of a known shape.
 * Boxes of unknown labels, of no finite size or outside the image are left out.
 */
export function readWorkerAnswer(content: string, labels: readonly string[]): ReadAnswer {
  let form: unknown;
  try {
    form = JSON.parse(content);
  } catch {
    return { problem: content === '' ? 'the answer is empty or gone' : 'the answer is not JSON' };
  }
  // Element reference pages show the object in an array of one.
  const [fields] = Array.isArray(form) ? objectsOf(form) : isObject(form) ? [form] : [];
  const values = Object.values(fields ?? {}).filter(isObject);
  if (values.length === 0) return { problem: 'the form was submitted empty' };
  for (const value of values) {
    const answer = readElement(value, labels);
    if (answer) return checkShapes(answer, value);
  }
  return { problem: 'the answer has no boxes, polygons, mask or label of this job, or lacks the image size' };
}

/** Shapes that were no shapes are named; an answer of nothing else is none, for it does not say that the image is empty. */
function checkShapes(answer: WorkerAnswer, value: Fields): ReadAnswer {
  if (answer.kind !== 'boxes' && answer.kind !== 'polygons') return { answer };
  const shapes = answer.kind === 'boxes' ? answer.boxes : answer.polygons;
  const drawn = answer.kind === 'boxes' ? value.boundingBoxes : value.polygons;
  const given = Array.isArray(drawn) ? drawn.length : 0;
  if (given > MOST_SHAPES) return { problem: `${given} shapes by one worker; at most ${MOST_SHAPES} are believed` };
  const lost = given - shapes.length;
  if (lost === 0) return { answer };
  const problem = `${lost} of ${given} shapes left out: unknown label, no finite size, or outside of the image`;
  return shapes.length > 0 ? { answer, problem } : { problem };
}

function readElement(value: Fields, labels: readonly string[]): WorkerAnswer | undefined {
  const isKnown = (label: unknown): label is string => typeof label === 'string' && labels.includes(label);
  const size = readSize(value.inputImageProperties);
  if (size && 'polygons' in value) {
    const polygons = objectsOf(value.polygons).flatMap(({ label, vertices }) => {
      const points = objectsOf(vertices).flatMap(({ x, y }) =>
        isFiniteNumber(x) && isFiniteNumber(y) ? { x, y } : [],
      );
      const isInside = points.every(({ x, y }) => x >= 0 && y >= 0 && x <= size.width && y <= size.height);
      return isKnown(label) && points.length >= 3 && isInside ? { label, vertices: points } : [];
    });
    return { kind: 'polygons', size, polygons };
  }
  if (size && isObject(value.labelMappings) && isObject(value.labeledImage)) {
    const { pngImageData } = value.labeledImage;
    const colours = Object.entries(value.labelMappings).flatMap(([label, mapping]) =>
      isKnown(label) && isObject(mapping) && typeof mapping.color === 'string' ? [[label, mapping.color]] : [],
    );
    return typeof pngImageData === 'string'
      ? {
          kind: 'mask',
          size,
          colours: Object.fromEntries(colours),
          pngBase64: pngImageData,
          adjusted: adjustedIn(value),
        }
      : undefined;
  }
  // An image without a box comes as an empty list, as null, or without the list.
  if (size && !('labelMappings' in value) && (Array.isArray(value.boundingBoxes) || value.boundingBoxes == null)) {
    const boxes = objectsOf(value.boundingBoxes).flatMap(({ label, left, top, width, height }) => {
      if (!isKnown(label) || ![left, top, width, height].every(isFiniteNumber)) return [];
      const box = clampToImage({ left, top, width, height } as BoundingBox, size.width, size.height);
      return box ? { ...box, label } : [];
    });
    return { kind: 'boxes', size, boxes, adjusted: adjustedIn(value) };
  }
  if (isKnown(value.label)) {
    const comment = typeof value.workerComment === 'string' ? value.workerComment : undefined;
    return { kind: 'label', label: value.label, comment };
  }
  if (Array.isArray(value.labels)) return { kind: 'labels', labels: value.labels.filter(isKnown) };
  return undefined;
}

const adjustedIn = ({ initialValueModified: modified }: Fields) =>
  typeof modified === 'boolean' ? modified : undefined;

function readSize(value: unknown): ImageSize | undefined {
  if (!isObject(value)) return undefined;
  const { width, height } = value;
  return isFiniteNumber(width) && isFiniteNumber(height) && width >= 1 && height >= 1 ? { width, height } : undefined;
}

/** The usable answers of an object, the first of each worker, and what was wrong with the others. */
export function readWorkerAnswers(object: PayloadObject, labels: readonly string[]) {
  const answers = new Map<string, WorkerAnswer>();
  const problems: Array<{ workerId: string; problem: string }> = [];
  for (const { workerId, annotationData } of object.annotations) {
    const { answer, problem } = readWorkerAnswer(annotationData.content ?? '', labels);
    if (problem) problems.push({ workerId, problem });
    if (!answer) continue;
    if (answers.has(workerId)) problems.push({ workerId, problem: 'answered twice; the first answer counts' });
    else answers.set(workerId, answer);
  }
  return { answers: [...answers].map(([workerId, answer]) => ({ workerId, answer })), problems };
}
