import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What a running laptop cloud tells other processes of the same person. */
export interface RunningCloud {
  pid: number;
  /** Every AWS API, e.g. `http://127.0.0.1:4566`. */
  endpoint: string;
  consoleUrl: string;
  portalUrl: string;
  bucket: string;
  region: string;
  /** The person's own key: may do everything. */
  credentials: { accessKeyId: string; secretAccessKey: string };
}

export class DataFolderBusyError extends Error {
  override readonly name = 'DataFolderBusyError';
  readonly running: RunningCloud | undefined;

  constructor(dataDir: string, running: RunningCloud | undefined) {
    super(
      running
        ? `a laptop cloud is already running on ${dataDir}: process ${running.pid}, ${running.endpoint}`
        : `another laptop cloud is just starting on ${dataDir}`,
    );
    this.running = running;
  }
}

const announcementPath = (dataDir: string) => join(dataDir, 'cloud.json');

/** SQLite's file lock ends with its process, however that dies, and knows no pid that was given out twice. */
function tryLock(dataDir: string): DatabaseSync | undefined {
  const database = new DatabaseSync(join(dataDir, 'lock.sqlite'));
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === 5) return undefined;
    throw error;
  }
}

export interface DataFolder {
  /** The folder, absolute. */
  path: string;
  announce(cloud: RunningCloud): void;
  release(): void;
}

/**
 * Takes the data folder for this process, creating it where needed.
 * @throws DataFolderBusyError when another laptop cloud holds it
 */
export function claimDataFolder(dataDir: string): DataFolder {
  const path = resolve(dataDir);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const lock = tryLock(path);
  if (!lock) throw new DataFolderBusyError(path, readAnnouncement(path));
  rmSync(announcementPath(path), { force: true });
  return {
    path,
    announce(cloud) {
      const temporary = `${announcementPath(path)}.new`;
      writeFileSync(temporary, JSON.stringify(cloud, null, 2), { mode: 0o600 });
      chmodSync(temporary, 0o600);
      renameSync(temporary, announcementPath(path));
    },
    release() {
      rmSync(announcementPath(path), { force: true });
      lock.close();
    },
  };
}

function readAnnouncement(dataDir: string): RunningCloud | undefined {
  try {
    return JSON.parse(readFileSync(announcementPath(dataDir), 'utf8')) as RunningCloud;
  } catch {
    return undefined;
  }
}

/** The laptop cloud that runs on this data folder; undefined when none does (any more). */
export function findRunningCloud(dataDir: string): RunningCloud | undefined {
  const path = resolve(dataDir);
  const announced = readAnnouncement(path);
  if (!announced) return undefined;
  const lock = tryLock(path);
  lock?.close();
  return lock ? undefined : announced;
}
