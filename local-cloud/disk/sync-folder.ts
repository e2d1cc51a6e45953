import { closeSync, fsyncSync, openSync } from 'node:fs';

/**
 * Makes the names of new files in a folder outlive a power cut. Does nothing on Windows, whose folders cannot be
 * synced.
 */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
