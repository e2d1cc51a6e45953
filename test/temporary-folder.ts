import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** jest's set-up of a whole run: whatever the tests leave in the temporary folder goes with it at the end. */
export default function openTemporaryFolder(): void {
  const folder = mkdtempSync(join(tmpdir(), 'labelloop-test-'));
  process.env.TMPDIR = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
