import type { DatasetTarget, WriteOptions } from './formats/format.ts';

/** Puts the image's bytes beside its labels, where the caller asked for it; a problem when they are not to be had. */
export async function copyImage(
  target: DatasetTarget,
  file: string,
  ref: string,
  options: WriteOptions,
): Promise<void> {
  if (!options.copyImages) return;
  const bytes = await options.bytes(ref);
  if (bytes) await target.write(file, bytes);
  else
    options.report({
      severity: 'lost',
      code: 'missing-image',
      image: ref,
      reason: 'the image is not to be had here; its labels were written without it',
    });
}
