/** Expected pixel counts of one worker over all images and labels: enough for sensitivity and specificity. */
export interface MaskCounts {
  inside: number;
  insidePainted: number;
  outside: number;
  outsideUnpainted: number;
  answers: number;
}

export interface MaskWorkerState {
  workers: Record<string, MaskCounts>;
}

export const emptyMaskCounts = (): MaskCounts => ({
  inside: 0,
  insidePainted: 0,
  outside: 0,
  outsideUnpainted: 0,
  answers: 0,
});

export const addMaskCounts = (a: MaskCounts, b: MaskCounts): MaskCounts => ({
  inside: a.inside + b.inside,
  insidePainted: a.insidePainted + b.insidePainted,
  outside: a.outside + b.outside,
  outsideUnpainted: a.outsideUnpainted + b.outsideUnpainted,
  answers: a.answers + b.answers,
});

/** The sum of two states: the fold over contributions. */
export function addMaskStates(a: MaskWorkerState, b: MaskWorkerState): MaskWorkerState {
  const workers = { ...a.workers };
  for (const [id, counts] of Object.entries(b.workers))
    workers[id] = workers[id] ? addMaskCounts(workers[id], counts) : counts;
  return { workers };
}

export interface MaskSkill {
  /** P(painted | inside the object). */
  sensitivity: number;
  /** P(not painted | outside). */
  specificity: number;
}

/** Neighbouring pixels err together: a pixel counts as this much of an independent observation towards the prior. */
const PRIOR_PIXELS = 4000;
const PRIOR = { sensitivity: 0.9, specificity: 0.9 };

const bounded = (rate: number) => Math.min(0.9999, Math.max(0.01, rate));

export function maskSkill(counts: MaskCounts): MaskSkill {
  return {
    sensitivity: bounded((counts.insidePainted + PRIOR.sensitivity * PRIOR_PIXELS) / (counts.inside + PRIOR_PIXELS)),
    specificity: bounded(
      (counts.outsideUnpainted + PRIOR.specificity * PRIOR_PIXELS) / (counts.outside + PRIOR_PIXELS),
    ),
  };
}
