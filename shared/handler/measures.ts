import type { Drift } from '../contracts/capture.ts';
import type {
  ClaimTrainingOutput,
  DescribeLabelingJobOutput,
  MergeLabelsOutput,
  ScoreModelOutput,
  StartLabelingJobOutput,
} from '../contracts/workflow-state.ts';

/**
 * Every metric that the functions emit, with CloudWatch's unit. Each costs money in CloudWatch: docs/aws.md says how
 * much.
 */
export const METRICS = {
  ImagesAccepted: 'Count',
  ImagesDuplicate: 'Count',
  ImagesQuarantined: 'Count',
  /** Answers of workers that were put together into labels. */
  AnswersConsolidated: 'Count',
  LabelsMerged: 'Count',
  ImagesRequeued: 'Count',
  /** Images that ran out of attempts. */
  ImagesNeedingAttention: 'Count',
  /** Since the labeling job was created; emitted while it runs. */
  LabelingJobAge: 'Seconds',
  TrainingsStarted: 'Count',
  GateDeploys: 'Count',
  GateKeeps: 'Count',
  ModelsPromoted: 'Count',
  /** In how many things production has left what the live model was judged on. */
  DriftedMeasures: 'Count',
  /** USD: answers and fees of a batch that goes to labeling, the longest time of a training that starts. */
  Spend: 'None',
} as const satisfies Record<string, 'Count' | 'Seconds' | 'None'>;

export type MetricName = keyof typeof METRICS;
export type Measures = Partial<Record<MetricName, number>>;

/** What became of a dropped file. */
export const measureIngested = (outcome: string): Measures => {
  if (outcome === 'accepted') return { ImagesAccepted: 1 };
  if (outcome === 'duplicate') return { ImagesDuplicate: 1 };
  return outcome === 'quarantined' ? { ImagesQuarantined: 1 } : {};
};

export const measureStarted = ({ usd }: StartLabelingJobOutput): Measures => ({ Spend: usd });

export const measureLabeling = ({ settled, ageSeconds }: DescribeLabelingJobOutput): Measures =>
  settled ? {} : { LabelingJobAge: ageSeconds };

export const measureMerged = ({ newLabels, requeued, needsAttention }: MergeLabelsOutput): Measures => ({
  ...{ LabelsMerged: newLabels, ImagesRequeued: requeued, ImagesNeedingAttention: needsAttention },
});

export const measureClaimed = ({ decision, usd }: ClaimTrainingOutput): Measures =>
  decision === 'train' ? { TrainingsStarted: 1, Spend: usd } : {};

export const measureGate = ({ decision }: Pick<ScoreModelOutput, 'decision'>): Measures =>
  decision === 'deploy' ? { GateDeploys: 1 } : { GateKeeps: 1 };

export const measurePromoted = (): Measures => ({ ModelsPromoted: 1 });

export const measureDrift = ({ measures }: Drift): Measures => ({
  DriftedMeasures: (measures ?? []).filter(({ left }) => left).length,
});
