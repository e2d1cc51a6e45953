/** Answers by worker id: what is made of them must not depend on the order in which they came in. */
export const inWorkerOrder = <Answer extends { workerId: string }>(answers: readonly Answer[]): Answer[] =>
  [...answers].sort((a, b) => (a.workerId < b.workerId ? -1 : a.workerId > b.workerId ? 1 : 0));
