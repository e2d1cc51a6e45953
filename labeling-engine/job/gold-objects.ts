import { type ManifestLine, manifestLineSchema } from '../../shared/contracts/manifest-line.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import type { WorkerAnswer } from '../../shared/domain/answer-kinds/answer-kinds.ts';
import { GOLD_TAG } from '../../shared/domain/labeling/labeling-tags.ts';
import { InvalidDocumentError } from '../../shared/errors.ts';
import type { EnginePorts, JobPorts } from '../engine-ports.ts';
import type { Job } from './job.ts';
import type { JobDocument } from './job-document.ts';
import { knownAnswer } from './known-answer.ts';
import { splitLines } from './manifest-lines.ts';
import { preAnnotationHook, prepareTask } from './task-input.ts';

const GOLD_OBJECTS = 500;

export const tagOf = ({ request }: JobDocument, key: string) => request.Tags?.find((tag) => tag.Key === key)?.Value;

/** A known object: what a worker is shown, and what they should answer. */
export interface GoldObject {
  line: ManifestLine;
  known: WorkerAnswer;
}

/**
 * Reads the gold manifest once and prepares its objects like all others. Their ids follow those of the input's lines.
 * @returns how many there are
 * @throws InvalidDocumentError, ObjectMissingError
 */
export async function keepGold(job: Job, document: JobDocument, ports: JobPorts): Promise<number> {
  const uri = tagOf(document, GOLD_TAG);
  if (!uri) return 0;
  const lines = splitLines(await ports.files.read(uri));
  if (lines.length > GOLD_OBJECTS)
    throw new InvalidDocumentError(`the gold manifest ${uri} has ${lines.length} lines; ${GOLD_OBJECTS} are allowed`);
  const hasHook = preAnnotationHook(document, ports) !== undefined;
  for (const [goldLine, text] of lines.entries()) {
    const gold = await readGoldLine(document, text, `line ${goldLine} of the gold manifest ${uri}`, ports);
    await ports.storage.create(job.keys().gold(goldLine), JSON.stringify(gold));
    if (hasHook) await prepareTask(job, document, goldObjectId(document, goldLine), gold.line, ports);
  }
  return lines.length;
}

async function readGoldLine(
  document: JobDocument,
  text: string,
  where: string,
  ports: EnginePorts,
): Promise<GoldObject> {
  const attribute = document.request.LabelAttributeName;
  const parsed = parseJson(manifestLineSchema, text, where);
  const { [attribute]: label, [`${attribute}-metadata`]: metadata, ...line } = parsed;
  try {
    const known = await knownAnswer(label, metadata, document.ledger!, ports.files);
    return { line: line as ManifestLine, known };
  } catch (error) {
    if (!(error instanceof InvalidDocumentError)) throw error;
    throw new InvalidDocumentError(`${where}: ${attribute} ${error.message}`, { cause: error });
  }
}

export const goldObjectId = ({ ledger }: JobDocument, goldLine: number) => String(ledger!.objects + goldLine);

/** The line of the gold manifest that the id stands for; undefined for ordinary objects. */
export function goldLineOf({ ledger }: JobDocument, objectId: string): number | undefined {
  const line = Number(objectId) - (ledger?.objects ?? 0);
  return line >= 0 && line < (ledger?.gold ?? 0) ? line : undefined;
}

export async function readGold(job: Job, goldLine: number): Promise<GoldObject> {
  return JSON.parse(await job.readOnce(job.keys().gold(goldLine))) as GoldObject;
}
