/** USD of one execution, at the prices of `shared/domain/money/prices.ts`. */
export interface ExecutionCost {
  /** The fee of the images, and the answers on those that no machine labeled. */
  labeling: number;
  /** State transitions and calls of functions. */
  orchestration: number;
  /** Training jobs and batch transforms. */
  training: number;
  /** Trainings and transforms of the models that label images themselves. */
  machine: number;
  total: number;
}

/** What models of Rekognition Custom Labels have cost by running. */
export interface RekognitionUse {
  runs: number;
  /** Hours times inference units. */
  inferenceHours: number;
  usd: number;
}

export interface RekognitionMoney extends RekognitionUse {
  usdPerHour: number;
  /** What runs now. `until`: ISO 8601. */
  running: Array<{ until: string; units: number }>;
  /** Newest first. */
  months: Array<RekognitionUse & { month: string }>;
}

/** What a project costs, for the console and `labelloop cost project`. Derived; stored nowhere. */
export interface MoneyOverview {
  project: string;
  /** The day on which the prices were last gone through, and their region. */
  pricesAsOf: string;
  region: string;
  /** null: no budget is set. */
  budget: { budgetUsd: number; spentUsd: number; imagesLeft: number } | null;
  usdPerImage: number;
  /** Images that wait for money, and what they take. */
  held: { images: number; usd: number };
  /** What trainings of this month cost; `maxUsd` null: no limit is set. Trainings count with their longest time. */
  trainings: { month: string; spentUsd: number; maxUsd: number | null };
  /** Newest first. */
  executions: Array<ExecutionCost & { name: string; status: string; startedAt: number }>;
  /** Newest first. `month`: `2026-11`. */
  months: Array<ExecutionCost & { month: string; executions: number }>;
  /** null: no model of the project ever ran in Rekognition. */
  rekognition: RekognitionMoney | null;
  /** USD a month when nothing happens. */
  idleUsdPerMonth: number;
}
