import type { OutputFile } from '../../../shared/domain/dataset/formats/format.ts';

/**
 * Collects what is written in two buffers by turns: one fills while the other is flushed.
 * @param size bytes of each
 */
export function buffered(
  flush: (bytes: Uint8Array) => Promise<unknown>,
  close: () => Promise<void>,
  size: number,
): OutputFile {
  let [buffer, spare] = [Buffer.allocUnsafe(size), Buffer.allocUnsafe(size)];
  let used = 0;
  let busy: Promise<unknown> | undefined;
  const swap = () => {
    const full = buffer.subarray(0, used);
    [buffer, spare] = [spare, buffer];
    used = 0;
    const done: Promise<unknown> = flush(full).then(() => {
      if (busy === done) busy = undefined;
    });
    busy = done;
  };
  const add = async (content: Uint8Array) => {
    await busy;
    if (used > 0) swap();
    await busy;
    if (content.length > size) await flush(content);
    else copy(content);
  };
  const copy = (content: Uint8Array) => {
    buffer.set(content, used);
    used += content.length;
  };
  return {
    write(content) {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      // The caller may use its bytes again as soon as this returns.
      if (used + bytes.length > size) return add(new Uint8Array(bytes));
      copy(bytes);
      return undefined;
    },
    async end() {
      await busy;
      if (used > 0) swap();
      await busy;
      await close();
    },
  };
}
