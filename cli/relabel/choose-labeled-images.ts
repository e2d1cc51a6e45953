import type { Project } from '../../shared/contracts/project.ts';
import { PARALLEL_CALLS } from '../../shared/documents/ledger.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { parseImageKey } from '../../shared/domain/project/bucket-keys.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import { readHeadLines } from '../../shared/pipeline/datasets/dataset-version.ts';
import { CommandError } from '../command.ts';
import { type Candidate, readCandidate } from './candidate.ts';
import { type Filter, isNamed } from './filters.ts';
import type { ImageLookups } from './image-lookups.ts';

/** Models and signed reads are asked fewer at a time than small documents. */
const PARALLEL_ANSWERS = 4;

/** What a person wants sent back: of the named images, or of all, those that fit every filter. */
export interface ImageChoice {
  /** Hashes or beginnings of them, S3 URIs, names that people gave, with `*`. */
  images: readonly string[];
  filters: readonly Filter[];
}

export interface ChosenImages {
  images: Candidate[];
  /** Fit, but people are labeling them now. */
  busy: number;
}

/** @throws CommandError when nothing is labeled yet, or a named image is not there */
export async function chooseImages(
  bucket: string,
  project: Pick<Project, 'project' | 'labels' | 'taskType'>,
  choice: ImageChoice,
  look: ImageLookups,
): Promise<ChosenImages> {
  const all = await labeledCandidates(bucket, project);
  if (all.length === 0) throw new CommandError(`no image of ${project.project} has a label yet`);
  const named = choice.images.length > 0 ? await namedOnes(choice.images, all, look) : all;
  const fitting = await fittingOnes(named, choice.filters, look);
  const records = await inParallel(fitting, PARALLEL_CALLS, (candidate) => look.record(candidate));
  const images = fitting.filter((_, at) => records[at]?.outcome === 'labeled');
  return { images, busy: fitting.length - images.length };
}

/** The images of the newest dataset version. */
export async function labeledCandidates(
  bucket: string,
  project: Pick<Project, 'project' | 'labels' | 'taskType'>,
): Promise<Candidate[]> {
  const lines = await readHeadLines(projectBucket(bucket, project.project));
  return [...lines.values()].map((line) => readCandidate(line, project));
}

/** Those that every filter fits. @param filters the cheap ones first: each asks about what is left */
export async function fittingOnes(
  candidates: readonly Candidate[],
  filters: readonly Filter[],
  look: ImageLookups,
): Promise<Candidate[]> {
  let fitting = [...candidates];
  for (const { cost, matches } of filters) {
    const answers = await inParallel(fitting, cost < 3 ? PARALLEL_CALLS : PARALLEL_ANSWERS, async (one) =>
      matches(one, look),
    );
    fitting = fitting.filter((_, at) => answers[at]);
  }
  return fitting;
}

/** Those that are called one of the names. @throws CommandError for a name that none has */
export async function namedOnes(
  names: readonly string[],
  all: readonly Candidate[],
  look: ImageLookups,
): Promise<Candidate[]> {
  const found = new Set<Candidate>();
  for (const name of names) {
    const hash = parseImageKey(name)?.sha256 ?? (/^[0-9a-f]{8,64}$/.test(name) ? name : undefined);
    const fits = await inParallel(all, PARALLEL_CALLS, async (candidate) =>
      hash === undefined ? isNamed(name, candidate, look) : candidate.sha256.startsWith(hash),
    );
    const own = all.filter((_, at) => fits[at]);
    if (own.length === 0)
      throw new CommandError(`no labeled image is called ${name}`, {
        todo: "give its name as it was dropped, e.g. robin-12.jpg or 'garden/*.jpg', its hash, or its s3:// URI",
      });
    for (const candidate of own) found.add(candidate);
  }
  return all.filter((candidate) => found.has(candidate));
}
