import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { readBlobCommits, readIndexCommits } from './commit-count.ts';
import { type Generation, readBlobGeneration, readIndexGeneration } from './index-generation.ts';

/** The index does not belong to the bytes beside it: running on would lose what was acknowledged. */
export class IndexNotWholeError extends Error {
  override readonly name = 'IndexNotWholeError';
  readonly todo: string;

  constructor(problem: string, folder: string) {
    super(`${problem} Nothing was changed.`);
    this.todo =
      `put index.sqlite, index.sqlite-wal and blobs of one and the same time into ${folder}; or go on with what the index ` +
      `names: \`labelloop up --set-aside\` moves all other files to ${folder}/set-aside`;
  }
}

/** What an index says, read without changing it. */
export interface IndexContent {
  generation: Generation | undefined;
  /** Transactions that it knows of. */
  commits: number | undefined;
  /** The files that objects and parts name. */
  blobs: Set<string>;
  /** Whether SQLite can read the file at all. */
  readable: boolean;
}

const NAMED_BLOBS: Record<string, string> = {
  objects: "SELECT json_extract(value, '$.blob') AS blob FROM objects, json_each(objects.segments)",
  parts: 'SELECT blob FROM parts',
};

/** @throws Error of SQLite when the file is damaged */
function readIndex(path: string): IndexContent {
  if (!existsSync(path)) return { generation: undefined, commits: undefined, blobs: new Set(), readable: true };
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const tables = new Set(
      database
        .prepare('SELECT name FROM sqlite_master')
        .all()
        .map(({ name }) => String(name)),
    );
    const blobs = new Set<string>();
    for (const [table, query] of Object.entries(NAMED_BLOBS)) {
      if (tables.has(table)) for (const row of database.prepare(query).iterate()) blobs.add(String(row.blob));
    }
    return {
      generation: tables.has('generation') ? readIndexGeneration(database) : undefined,
      commits: tables.has('commits') ? readIndexCommits(database) : undefined,
      blobs,
      readable: true,
    };
  } finally {
    database.close();
  }
}

/**
 * Holds an index against the bytes beside it, before either is opened for writing.
 * @param files the names of all files of stored bytes
 * @returns the index's content, and in words what is wrong with the pair, if anything is
 */
export function inspectPair(
  indexPath: string,
  blobFolder: string,
  files: readonly string[],
): { index: IndexContent; problem: string | undefined } {
  try {
    const index = readIndex(indexPath);
    return { index, problem: problemOf(index, readBlobGeneration(blobFolder), readBlobCommits(blobFolder), files) };
  } catch (error) {
    const problem = `The S3 index ${indexPath} cannot be read: ${(error as Error).message}.`;
    return { index: { generation: undefined, commits: undefined, blobs: new Set(), readable: false }, problem };
  }
}

function problemOf(
  { generation: ours, commits = 0, blobs: named }: IndexContent,
  theirs: Generation | undefined,
  acknowledged: number | undefined,
  files: readonly string[],
): string | undefined {
  const unnamed = files.filter((file) => !named.has(file)).length;
  const stored = `${files.length} files of stored bytes, ${unnamed} of them without a name in it`;
  if (!ours && !theirs)
    return named.size === 0 && files.length > 0 ? `The S3 index is empty, beside ${stored}.` : undefined;
  if (!ours) return `The S3 index is new or lost, beside ${stored}.`;
  // A kill at the very first start comes between the two.
  if (!theirs) return ours.count <= 1 ? undefined : 'The stored bytes beside the S3 index are not those that it knew.';
  if (ours.pair !== theirs.pair) return `The S3 index belongs to other stored bytes than the ${stored}.`;
  if (ours.count < theirs.count) {
    return (
      `The S3 index is older (generation ${ours.count}) than its bytes (${theirs.count}: ${stored}). ` +
      'Its index.sqlite-wal is missing, or it was copied while a cloud ran.'
    );
  }
  if (ours.count === theirs.count && commits < (acknowledged ?? 0)) {
    return (
      `The S3 index knows of ${commits} of ${acknowledged} acknowledged writes, beside ${stored}. ` +
      'It is an older copy, or its index.sqlite-wal is damaged.'
    );
  }
  // The index counts first.
  if (ours.count > theirs.count + 1)
    return `The stored bytes are older (generation ${theirs.count}) than the S3 index (${ours.count}).`;
  return undefined;
}
