import { type ManifestLine, manifestLineSchema } from '../../shared/contracts/manifest-line.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { InvalidDocumentError } from '../../shared/errors.ts';
import { isComparable } from '../core/gold-score.ts';
import type { EnginePorts } from '../engine-ports.ts';
import type { Job } from './job.ts';
import type { JobDocument } from './job-document.ts';
import { splitLines } from './manifest-lines.ts';
import { preAnnotationHook, prepareTask } from './task-input.ts';

/** Job tag: S3 URI of an output manifest whose labels are known to be right. */
export const GOLD_TAG = 'labelloop:gold';
/** Job tag: whom a paused worker shall ask. */
export const CONTACT_TAG = 'labelloop:contact';
const GOLD_OBJECTS = 500;

export const tagOf = ({ request }: JobDocument, key: string) => request.Tags?.find((tag) => tag.Key === key)?.Value;

/** A known object: what a worker is shown, and its label. */
export interface GoldObject {
  line: ManifestLine;
  label: unknown;
}

/**
 * Reads the gold manifest once and prepares its objects like all others. Their ids follow those of the input's lines.
 * @returns how many there are
 * @throws InvalidDocumentError, ObjectMissingError
 */
export async function keepGold(job: Job, document: JobDocument, ports: EnginePorts): Promise<number> {
  const uri = tagOf(document, GOLD_TAG);
  if (!uri) return 0;
  const { LabelAttributeName: attribute } = document.request;
  const lines = splitLines(await ports.files.read(uri));
  if (lines.length > GOLD_OBJECTS)
    throw new InvalidDocumentError(`the gold manifest ${uri} has ${lines.length} lines; ${GOLD_OBJECTS} are allowed`);
  const gold = lines.map((text, index): GoldObject => {
    const where = `line ${index} of the gold manifest ${uri}`;
    const { [attribute]: label, [`${attribute}-metadata`]: _, ...line } = parseJson(manifestLineSchema, text, where);
    if (!isComparable(label))
      throw new InvalidDocumentError(`${where} has no ${attribute} of boxes, a class or classes`);
    return { line: line as ManifestLine, label };
  });
  await ports.storage.create(job.keys().gold, JSON.stringify(gold));
  if (preAnnotationHook(document, ports))
    for (const [index, { line }] of gold.entries())
      await prepareTask(job, document, String(document.ledger!.objects + index), line, ports);
  return gold.length;
}

export async function readGold(job: Job): Promise<GoldObject[]> {
  return JSON.parse(await job.readOnce(job.keys().gold)) as GoldObject[];
}
