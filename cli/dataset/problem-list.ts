import type { DatasetProblem } from '../../shared/domain/dataset/image-record.ts';

const SHOWN_PER_CODE = 5;

/** How often each kind of problem came, and the first of each; a file may have a million. */
export class ProblemList {
  readonly counts = new Map<string, { severity: DatasetProblem['severity']; count: number; first: DatasetProblem[] }>();

  add(problem: DatasetProblem): void {
    const known = this.counts.get(problem.code) ?? { severity: problem.severity, count: 0, first: [] };
    this.counts.set(problem.code, known);
    known.count++;
    if (known.first.length < SHOWN_PER_CODE) known.first.push(problem);
  }

  /** Something is not in the result, or not as it was. */
  get isSerious(): boolean {
    return [...this.counts.values()].some(({ severity }) => severity !== 'noted');
  }

  /** For `--json`. */
  toJSON() {
    return [...this.counts].map(([code, { severity, count, first }]) => ({ code, severity, count, first }));
  }

  /** The problems as people read them: one line for each kind, and under it where and why. */
  lines(): string[] {
    return [...this.counts].flatMap(([code, { severity, count, first }]) => [
      `${severity} · ${code} · ${count} time${count === 1 ? '' : 's'}`,
      ...first.map((problem) => `    ${placeOf(problem)}: ${problem.reason}`),
      ...(count > first.length ? [`    and ${count - first.length} more`] : []),
    ]);
  }
}

export function placeOf({ file, line, image }: DatasetProblem): string {
  const place = line === undefined ? file : `${file}, line ${line}`;
  return [place, image].filter(Boolean).join(', ') || 'the dataset';
}
