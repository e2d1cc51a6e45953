import { renameSync, writeFileSync } from 'node:fs';

/** Writes a small file so that whoever reads it sees all of the old text or all of the new. */
export function writeWholeFile(path: string, text: string): void {
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, text);
  renameSync(part, path);
}
