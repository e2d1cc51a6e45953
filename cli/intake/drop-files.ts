import { findSize, findText, writeObject } from '../../shared/aws/s3.ts';
import {
  type IntakeOutcome,
  intakeOutcomeSchema,
  quarantineReasonSchema,
} from '../../shared/contracts/ledger-record.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { projectProblemSchema } from '../../shared/contracts/project-problem.ts';
import { incomingPrefix, projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import { intakeId } from '../../shared/pipeline/images/ingest-object.ts';
import { CommandError } from '../command.ts';

/** A file to drop: its key under `incoming/<project>/`, and its bytes when they are asked for. */
export interface DropFile {
  name: string;
  read(): Promise<Uint8Array>;
}

/** What became of a dropped file. `known`: these bytes were dropped under this very name before. */
export interface DropOutcome {
  name: string;
  outcome: IntakeOutcome['outcome'] | 'known';
  /** Name of the accepted image's bytes. */
  sha256?: string;
  /** Why the file was quarantined, as people read it. */
  reason?: string;
}

export interface DropProgress {
  uploaded(done: number, total: number): void;
  settled(done: number, total: number): void;
  /** Without it, silence of the pipeline is an error; with it, files that it says nothing about are left out. */
  silent?(silence: CommandError): void;
}

export interface DropTarget {
  bucket: string;
  project: string;
}

const PARALLEL = 8;
const POLL_MS = 250;
const PATIENCE_MS = 90_000;

/**
 * Uploads the files to the project's inbox and waits until the pipeline has said what became of each.
 * @throws CommandError when the pipeline says nothing for a minute and a half, with the project's problem where it has
 *   one
 */
export async function dropFiles(
  { bucket, project }: DropTarget,
  files: readonly DropFile[],
  progress: DropProgress,
): Promise<DropOutcome[]> {
  let uploaded = 0;
  const waiting = await inParallel(files, PARALLEL, async (file) => {
    const key = `${incomingPrefix(project)}${file.name}`;
    await writeObject(bucket, key, await file.read(), 'application/octet-stream');
    const stored = await findSize(bucket, key);
    progress.uploaded(++uploaded, files.length);
    // Superseded already: the later version's outcome is the one that counts, and it has the same key.
    return { name: file.name, key, etag: stored?.etag ?? '', droppedAt: stored?.lastModified ?? new Date(0) };
  });
  const outcomes = new Map<string, DropOutcome>();
  let lastChange = Date.now();
  while (outcomes.size < waiting.length) {
    const open = waiting.filter(({ name }) => !outcomes.has(name));
    const before = outcomes.size;
    await inParallel(open, PARALLEL, async ({ name, key, etag, droppedAt }) => {
      const stored = await findText(bucket, projectKeys(project).intake(intakeId(key, etag)));
      if (!stored) return;
      const intake = parseJson(intakeOutcomeSchema, stored.text, `the intake of ${key}`);
      const isEarlier = intake.outcome !== 'quarantined' && intake.at !== droppedAt.toISOString();
      outcomes.set(name, {
        name,
        outcome: isEarlier ? 'known' : intake.outcome,
        ...(intake.sha256 && { sha256: intake.sha256 }),
        ...(intake.quarantineId && { reason: await quarantineReason(bucket, project, intake.quarantineId) }),
      });
    });
    progress.settled(outcomes.size, waiting.length);
    if (outcomes.size > before) lastChange = Date.now();
    else if (Date.now() - lastChange > PATIENCE_MS) {
      const error = silence(bucket, project, waiting.length - outcomes.size);
      if (!progress.silent) throw error;
      progress.silent(error);
      break;
    } else if (outcomes.size === 0) await throwProjectProblem(bucket, project);
    if (outcomes.size < waiting.length) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return waiting.flatMap(({ name }) => outcomes.get(name) ?? []);
}

async function quarantineReason(bucket: string, project: string, id: string): Promise<string> {
  const key = projectKeys(project).quarantineReason(id);
  const stored = await findText(bucket, key);
  return stored ? parseJson(quarantineReasonSchema, stored.text, key).reason : 'no reason is recorded';
}

async function throwProjectProblem(bucket: string, project: string): Promise<void> {
  const key = projectKeys(project).problem;
  const stored = await findText(bucket, key);
  if (!stored) return;
  const { code, reason } = parseJson(projectProblemSchema, stored.text, key);
  if (code !== 'no-such-project' && code !== 'broken-project') return;
  throw new CommandError(reason, { where: `s3://${bucket}/${key}`, todo: 'put it right; the files wait in the inbox' });
}

function silence(bucket: string, project: string, files: number): CommandError {
  return new CommandError(`${files} files have no outcome yet`, {
    where: `s3://${bucket}/${incomingPrefix(project)}`,
    why: 'the function ingest-upload has said nothing about them for a minute and a half',
    todo: 'see its log (`logs/` in the data folder); the sweep takes them up again each minute; `labelloop status` shows the project',
  });
}
