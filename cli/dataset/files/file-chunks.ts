import { open } from 'node:fs/promises';

const CHUNK_BYTES = 256 * 1024;

/** Into one buffer again and again: a stream would leave a buffer a chunk to the garbage collector. */
export async function* fileChunks(path: string): AsyncGenerator<Uint8Array> {
  const handle = await open(path);
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES);
      if (bytesRead === 0) break;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
