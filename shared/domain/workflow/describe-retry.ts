/** What trying again came to. */
export interface Retried {
  /** Names of the failed executions that were answered: another one, or their images back in line. */
  recovered: string[];
  /** The execution that trains now; null when none was started. */
  training: string | null;
  /** Why no training was started, for people; null when one was, or none is wanted. */
  waiting: string | null;
}

/** The same for people, a sentence each. */
export function describeRetry(project: string, { recovered, training, waiting }: Retried): string[] {
  const lines = recovered.map((name) => `${name}: answered; its images go on`);
  if (training) lines.push(`${training}: trains now, with project.json as it is`);
  if (waiting) lines.push(`no training now: ${waiting}`);
  return lines.length > 0 ? lines : [`${project}: nothing failed that waits for another try`];
}
