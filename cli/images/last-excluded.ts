import { findDatasetHead } from '../../shared/documents/dataset-head.ts';
import type { ProjectBucket } from '../../shared/documents/project-bucket.ts';
import { readVersionSides } from '../../shared/pipeline/datasets/dataset-version.ts';
import { CommandError } from '../command.ts';

/**
 * The images that a dataset version has and the next one has not.
 * @param from that version's number; undefined: the one before the last exclusion
 * @throws CommandError when nothing was excluded, or there is no such version
 */
export async function lastExcluded(
  bucket: ProjectBucket,
  from: number | undefined,
): Promise<{ from: number; images: string[] }> {
  const versions = (await findDatasetHead(bucket))?.versions ?? [];
  const without =
    from === undefined
      ? versions.findLast(({ origin }) => origin?.kind === 'exclude')
      : versions.find(({ datasetVersion }) => datasetVersion === from + 1);
  const before = versions.find(({ datasetVersion }) => datasetVersion === (without?.datasetVersion ?? 0) - 1);
  if (!without || !before)
    throw new CommandError(
      from === undefined
        ? `nothing of ${bucket.project} was excluded`
        : `${bucket.project} has no version after ${from}`,
      { todo: '`labelloop images exclude` says which version to name; the console shows them under Datasets' },
    );
  const [had, has] = await Promise.all([readVersionSides(bucket, before), readVersionSides(bucket, without)]);
  const images = [...had.train.keys(), ...had.validation.keys()].filter(
    (image) => !has.train.has(image) && !has.validation.has(image),
  );
  return { from: before.datasetVersion, images };
}
