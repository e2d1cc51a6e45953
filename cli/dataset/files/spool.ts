import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Spool } from '../../../shared/domain/dataset/formats/format.ts';
import { untilFinished } from '../../stopping.ts';
import { buffered } from './buffered-file.ts';
import { fileChunks } from './file-chunks.ts';

/**
 * Keeps what is sorted on this machine's disk, wherever source and target are.
 * @param bufferBytes what is collected before it is written
 */
export async function openSpool(bufferBytes: number): Promise<Spool> {
  const folder = await mkdtemp(join(tmpdir(), 'labelloop-'));
  const file = join(folder, 'spool');
  const handle = await open(file, 'w');
  const out = buffered(
    (bytes) => handle.appendFile(bytes),
    () => handle.close(),
    bufferBytes,
  );
  const finished = untilFinished(() => rm(folder, { recursive: true, force: true }));
  return {
    write: (text) => out.write(text),
    async *takeBack() {
      await out.end();
      yield* fileChunks(file);
      await rm(folder, { recursive: true });
      finished();
    },
  };
}
