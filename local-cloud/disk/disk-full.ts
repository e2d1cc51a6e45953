import type { Clock } from '../clock.ts';

/** SQLite's primary result codes for a write that found no room (sqlite.org/rescode.html). */
const SQLITE_IOERR = 10;
const SQLITE_FULL = 13;

/**
 * Whether an error, or what caused it, says that the disk took no more: no space, quota spent, SQLite's write failed.
 */
export function isDiskFull(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, errcode, cause }: { code?: unknown; errcode?: number; cause?: unknown } = error;
  if (code === 'ENOSPC' || code === 'EDQUOT') return true;
  if (code === 'ERR_SQLITE_ERROR' && errcode !== undefined && [SQLITE_FULL, SQLITE_IOERR].includes(errcode & 0xff))
    return true;
  return isDiskFull(cause);
}

/** The laptop cloud cannot start: it writes a little at every start. */
export class DiskFullError extends Error {
  override readonly name = 'DiskFullError';
  readonly todo: string;

  constructor(folder: string, cause: unknown) {
    super(`the disk of ${folder} is full; the laptop cloud was not started, and nothing that it keeps was lost`, {
      cause,
    });
    this.todo = 'free some space (`df -h` says where there is how much) and start it again';
  }
}

const TRY_AGAIN_MS = 5_000;

/**
 * Runs work that must not be forgotten because the disk is full: again every five seconds until there is room.
 * @returns undefined once `isStopped`: the work is left to the next start
 * @throws everything but a full disk
 */
export async function onceThereIsRoom<Result>(
  clock: Clock,
  isStopped: () => boolean,
  work: () => Result | Promise<Result>,
): Promise<Result | undefined> {
  for (;;) {
    if (isStopped()) return undefined;
    try {
      return await work();
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      await new Promise<void>((resolve) => clock.at(clock.now() + TRY_AGAIN_MS, resolve));
    }
  }
}

const TELL_EVERY_MS = 60_000;
let toldAt = Number.NEGATIVE_INFINITY;

/** Says on stderr that the disk is full, once a minute however often it is met. */
export function tellDiskFull(): void {
  if (performance.now() - toldAt < TELL_EVERY_MS) return;
  toldAt = performance.now();
  console.error(
    'labelloop: the disk is full. Writes are refused, everything acknowledged is kept; it goes on by itself when there is room.',
  );
}
