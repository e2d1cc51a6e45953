const HOUR_MS = 3_600_000;
const WINDOW_MS = 3 * HOUR_MS;

export interface Pace {
  labeled: number;
  unlabeled: number;
  workersPerObject: number;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** Answers in each hour in which there were some, oldest first. */
  hours: ReadonlyArray<{ at: number; answers: number }>;
}

/**
 * When a labeling job will be done if people go on as in the last three hours: each image that is left takes as many
 * answers as those that are done took.
 * @param now milliseconds since 1970
 * @returns milliseconds since 1970; null when nothing is left or nobody has worked lately
 */
export function expectedEnd(
  { labeled, unlabeled, workersPerObject, createdAt, hours }: Pace,
  now: number,
): number | null {
  const answers = hours.reduce((sum, hour) => sum + hour.answers, 0);
  if (unlabeled === 0 || answers === 0) return null;
  const from = Math.max(createdAt, now - WINDOW_MS);
  const lately = hours.filter(({ at }) => at + HOUR_MS > from).reduce((sum, hour) => sum + hour.answers, 0);
  if (lately === 0) return null;
  const left = labeled > 0 ? (unlabeled * answers) / labeled : Math.max(1, unlabeled * workersPerObject - answers);
  return now + (left / lately) * Math.max(1000, now - from);
}
