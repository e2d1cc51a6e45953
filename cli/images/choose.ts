import type { Project } from '../../shared/contracts/project.ts';
import { usageError } from '../command.ts';
import type { Candidate } from '../relabel/candidate.ts';

/** Which labeled images a command is about. */
export interface Meant {
  project: Project;
  bucket: string;
  images: Candidate[];
}

/**
 * The labeled images that are named, or all that fit every filter.
 * @param isOptional without names and filters: all
 * @throws CommandError when a name or filter is wrong, or nothing is labeled yet
 */
export async function chooseLabeled(
  bucket: string,
  values: { project: string | undefined; where: readonly string[] },
  names: readonly string[],
  isOptional = false,
): Promise<Meant> {
  if (!isOptional && names.length === 0 && values.where.length === 0)
    throw usageError('name images, or say which with --where', "e.g. --where 'class=robin and confidence<0.6'");
  const [{ chooseProject }, { parseFilters }, { imageLookups }, { fittingOnes, labeledCandidates, namedOnes }] =
    await Promise.all([
      import('../require-project.ts'),
      import('../relabel/filters.ts'),
      import('../relabel/image-lookups.ts'),
      import('../relabel/choose-labeled-images.ts'),
    ]);
  const project = await chooseProject(bucket, values.project);
  const filters = parseFilters(values.where, project.labels);
  const look = imageLookups(bucket, project.project, project.labels);
  const all = await labeledCandidates(bucket, project);
  const named = names.length > 0 ? await namedOnes(names, all, look) : all;
  return { bucket, project, images: await fittingOnes(named, filters, look) };
}
