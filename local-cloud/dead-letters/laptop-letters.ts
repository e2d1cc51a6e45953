import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DeadLetter, readDestinationRecord } from '../../shared/domain/workflow/dead-letter.ts';

const fileOf = (dataDir: string) => join(dataDir, 'dead-letters.jsonl');
/** The cloud writes the letters; who sends one again writes here, so that neither changes the other's file. */
const sentFileOf = (dataDir: string) => join(dataDir, 'dead-letters-sent.jsonl');

async function linesOf(file: string): Promise<string[]> {
  try {
    return (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** The laptop's dead letters that nobody sent again, the oldest first. */
export async function listLaptopLetters(dataDir: string): Promise<DeadLetter[]> {
  const sent = new Set(await linesOf(sentFileOf(dataDir)));
  const letters = (await linesOf(fileOf(dataDir))).flatMap(recordsIn);
  return letters
    .map((record) => readDestinationRecord(record.requestContext.requestId, record.timestamp, record))
    .filter(({ id }) => !sent.has(id));
}

interface DestinationRecord {
  timestamp: string;
  requestContext: { requestId: string; functionArn: string };
}

/** What a full disk cut short is nobody's letter; the next one stands on its line. */
function recordsIn(line: string): DestinationRecord[] {
  for (let from = 0; from >= 0; from = line.indexOf('{"version":', from + 1))
    try {
      return [JSON.parse(line.slice(from)) as DestinationRecord];
    } catch {}
  return [];
}

/** Puts down that a letter was sent again. */
export const forgetLaptopLetter = (dataDir: string, { id }: DeadLetter) => appendFile(sentFileOf(dataDir), `${id}\n`);
