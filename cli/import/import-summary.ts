import type { DatasetProblem } from '../../shared/domain/dataset/image-record.ts';
import { ProblemList } from '../dataset/problem-list.ts';
import { explainDrop, summariseDrop } from '../intake/drop-summary.ts';
import type { ImportOutcome } from './drop-with-labels.ts';

const SHOWN = 5;

const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** What a drop with labels came to, as lines for people. */
export function describeImport(project: string, outcome: ImportOutcome, subject: 'image' | 'text' = 'image'): string[] {
  const { source, labeled, unlabeled, outcomes, problems } = outcome;
  const lines = [`${project}: ${counted(labeled, subject)} with labels of ${source}`];
  if (outcomes.length > 0)
    lines.push(`  ${summariseDrop(outcomes)}`, ...explainDrop(outcomes).map((line) => `  ${line}`));
  if (unlabeled.length > 0) {
    const names = unlabeled.slice(0, SHOWN).join(', ');
    const more = unlabeled.length > SHOWN ? ` and ${unlabeled.length - SHOWN} more` : '';
    lines.push(`  without a label in it, so people label them: ${counted(unlabeled.length, 'file')} (${names}${more})`);
    if (subject === 'image') lines.push('  (--empty-means-none: they show none of the objects)');
  }
  lines.push(
    ...listOf(problems)
      .lines()
      .map((line) => `  ${line}`),
  );
  return [...lines, `dataset: ${describeEnd(outcome)}`];
}

function listOf(problems: readonly DatasetProblem[]): ProblemList {
  const list = new ProblemList();
  for (const problem of problems) list.add(problem);
  return list;
}

/** Whether something is not in the version, or not as it was in the file. */
export const hasLosses = ({ problems }: Pick<ImportOutcome, 'problems'>) => listOf(problems).isSerious;

function describeEnd({ labeled, unchanged, batch, version, isClosed, problem }: ImportOutcome): string {
  const known = unchanged > 0 ? `; ${counted(unchanged, 'image')} had these labels already` : '';
  if (unchanged === labeled) return `nothing new: version ${version?.datasetVersion} has these labels`;
  if (isClosed)
    return `none of the images could be had: people are labeling them now; the same command again when they have${known}`;
  if (problem) return `the labels wait: ${problem}`;
  if (!batch || !version) return 'the labels are on their way; `labelloop status` shows when they are a version';
  const { datasetVersion, train, validation } = version;
  const left = labeled - unchanged - batch.images.length;
  const busy =
    left > 0 ? `; ${counted(left, 'image')} left out: people are labeling them now; the same command again later` : '';
  return `version ${datasetVersion} (${train} train, ${validation} validation), ${batch.batchId}${known}${busy}`;
}
