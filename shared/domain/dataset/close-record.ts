import { MASK_MAX_PIXELS } from '../shapes/run-length.ts';
import {
  type DatasetProblem,
  type Entry,
  type ImageRecord,
  type ProblemMaker,
  type Shape,
  withheld,
} from './image-record.ts';

/**
 * Objects of other kinds than boxes and outlines, and annotations without a place: the image's other objects stand
 * without them.
 */
const BESIDE_OTHERS = new Set(['unsupported-shape', 'empty-box']);

/**
 * Puts a record behind the problems of its image. An image of which an object could not be read has no label: without
 * the object it would teach that nothing is there. It is `failed`, so that it is left out or goes to people.
 * @param found so far
 * @param problem makes those of the record's own place
 */
export function closeRecord(record: ImageRecord, found: readonly Entry[], problem: ProblemMaker): Entry[] {
  const problems = [...found, ...soundProblems(record, problem)];
  const lost = problems.filter(
    (entry): entry is DatasetProblem => entry.kind === 'problem' && entry.severity === 'lost',
  );
  const stands = record.shapes.length + record.classes.length > 0;
  const [first] = lost.filter(({ code }) => !(stands && BESIDE_OTHERS.has(code)));
  return [...problems, first ? withheld(record, `${first.code}: ${first.reason}`) : record];
}

/**
 * Leaves in a record what every later step can take, whatever its file said: sizes above 0, numbers that are finite,
 * names that are texts.
 * @returns a problem for each thing that was none
 */
function soundProblems(record: ImageRecord, problem: ProblemMaker): ReturnType<ProblemMaker>[] {
  const problems: ReturnType<ProblemMaker>[] = [];
  const { image, width, height } = record;
  if (!isSide(width) || !isSide(height)) {
    problems.push(problem('changed', 'odd-size', `its size is said to be ${shown(width)} x ${shown(height)}`, image));
    record.width = undefined;
    record.height = undefined;
  }
  for (const each of [...record.shapes, ...record.classes]) {
    if (each.confidence === undefined || Number.isFinite(each.confidence)) continue;
    const reason = `the confidence of ${shown(each.label)} is ${shown(each.confidence)}, no number`;
    problems.push(problem('changed', 'odd-confidence', reason, image));
    each.confidence = undefined;
  }
  const lose = (code: string, reason: string) => problems.push(problem('lost', code, reason, image));
  if (/(^|[/\\])\.{0,2}$/.test(image)) lose('no-image-name', `${shown(image)} is no name of an image`);
  record.classes = record.classes.filter(({ label }) => {
    if (!isName(label)) lose('no-label', `a label is ${shown(label)}, no name`);
    return isName(label);
  });
  record.shapes = record.shapes.filter((shape) => {
    if (!isName(shape.label)) lose('no-label', `an object's label is ${shown(shape.label)}, no name`);
    else if (!isPlaced(shape))
      lose('broken-box', `an object of ${shown(shape.label)} has a place that is not in numbers`);
    else if (isTooLarge(shape.mask))
      lose('mask-too-large', `a mask of ${shape.mask!.width} x ${shape.mask!.height} pixels is not unpacked`);
    else return true;
    return false;
  });
  return problems;
}

const isSide = (side: number | undefined) => side === undefined || (Number.isFinite(side) && side > 0);
const isName = (label: unknown) => typeof label === 'string' && label !== '';

const isTooLarge = (mask: Shape['mask']) => mask !== undefined && mask.width * mask.height > MASK_MAX_PIXELS;

const isPlaced = ({ left, top, width, height, polygons }: Shape) =>
  Number.isFinite(left) &&
  Number.isFinite(top) &&
  Number.isFinite(width) &&
  Number.isFinite(height) &&
  (polygons ?? []).every((ring) => ring.every(Number.isFinite));

/** As people would write it; JSON has no word for what is not finite. */
const shown = (value: unknown) => (typeof value === 'number' ? String(value) : JSON.stringify(value));
