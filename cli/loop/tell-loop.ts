import { findEndpointStatus, findTrainingProgress, type TrainingProgress } from '../../shared/aws/job-progress.ts';
import type { GateDecision } from '../../shared/contracts/training.ts';
import { findChampion } from '../../shared/documents/champion.ts';
import { findDatasetHead } from '../../shared/documents/dataset-head.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { describeCurve } from '../../shared/domain/models/learning-curve.ts';
import type { LoopPhase } from '../../shared/domain/workflow/loop-phase.ts';
import { findGateDecision } from './gate-decision.ts';
import { describeQuality, judgeLabels, type LabelQuality, type TruthByImage } from './label-quality.ts';
import { readEvidence } from './labeling-evidence.ts';
import { progressBar, type Stage, type Story } from './story.ts';
import { type LoopEnd, type LoopNews, type WatchOptions, watchNextBatch } from './watch-batch.ts';

export interface TellOptions extends Omit<WatchOptions, 'news'> {
  story: Story;
  labels: readonly string[];
  truth: TruthByImage;
  /** Something serves already and proposes boxes. */
  hasChampion: boolean;
}

export interface ToldLoop extends LoopEnd {
  training: TrainingProgress | undefined;
  decision: GateDecision | undefined;
  quality: LabelQuality | undefined;
}

const STAGE_NAMES: Partial<Record<LoopPhase, string>> = {
  preLabel: 'pre-label',
  label: 'label',
  train: 'train',
  gate: 'gate',
  endpoint: 'endpoint',
};

/** Follows the project's next batch to its end and tells each of its chapters as a stage of the story. */
export async function tellLoop(options: TellOptions): Promise<ToldLoop> {
  const told: Pick<ToldLoop, 'training' | 'decision' | 'quality'> = {
    training: undefined,
    decision: undefined,
    quality: undefined,
  };
  let open: { phase: LoopPhase; stage: Stage } | undefined;
  let trainingJobName: string | undefined;
  const close = async () => {
    if (!open) return;
    const { phase, stage } = open;
    open = undefined;
    stage.done(await describeResult(options, phase, trainingJobName, told));
  };
  const end = await watchNextBatch({
    ...options,
    async news(news) {
      if (news.phase === 'train') trainingJobName = news.trainingJobName ?? trainingJobName;
      if (open?.phase !== news.phase) {
        await close();
        const name = STAGE_NAMES[news.phase];
        if (name && (news.phase !== 'preLabel' || options.hasChampion))
          open = { phase: news.phase, stage: options.story.stage(name) };
      }
      open?.stage.progress(describeNews(news));
    },
  });
  trainingJobName = end.trainingJobName;
  await close();
  if (end.outcome !== 'deployed' && end.outcome !== 'kept') options.story.note(`${end.outcome}: ${end.reason}`);
  return { ...end, ...told };
}

function describeNews(news: LoopNews): string {
  switch (news.phase) {
    case 'preLabel':
      return 'the model proposes boxes, workers will correct them';
    case 'label': {
      const { labeled, unlabeled, failed, status } = news.labeling;
      const objects = labeled + unlabeled + failed;
      return objects ? `${labeled} of ${objects} images   ${progressBar(labeled / objects)}` : status.toLowerCase();
    }
    case 'train': {
      if (!news.training) return 'preparing';
      const { progress, loss, left } = news.training;
      const parts = [
        progressBar(progress),
        loss !== undefined && `loss ${loss.toFixed(2)}`,
        left !== undefined && `about ${left} s left`,
      ];
      return parts.filter(Boolean).join('   ');
    }
    case 'gate':
      return 'the model predicts the frozen validation images';
    case 'endpoint':
      return 'deploying, then a smoke test';
    case 'release':
      return '';
  }
}

/** What to say when a chapter is over; keeps what it reads for the report. */
async function describeResult(
  { bucket, project, labels, truth }: TellOptions,
  phase: LoopPhase,
  trainingJobName: string | undefined,
  told: Pick<ToldLoop, 'training' | 'decision' | 'quality'>,
): Promise<string> {
  if (phase === 'preLabel') return 'the model has proposed boxes; workers correct them (never on validation images)';
  if (phase === 'label') {
    const evidence = await readEvidence(bucket, project, labels);
    const answers = evidence.reduce((sum, { workers }) => sum + workers.length, 0);
    told.quality = judgeLabels(evidence, truth);
    return `${evidence.length} images, ${answers} answers   ${describeQuality(told.quality)}`;
  }
  const own = projectBucket(bucket, project);
  if (phase === 'train') {
    if (!trainingJobName) return 'not due';
    told.training = await findTrainingProgress(trainingJobName, Date.now());
    const dataset = await findDatasetHead(own);
    const head = dataset?.versions.find(({ datasetVersion }) => datasetVersion === dataset.head);
    return `dataset version ${dataset?.head}: ${head?.train} train, ${head?.validation} frozen validation   ${Math.round(told.training?.seconds ?? 0)} s`;
  }
  if (phase === 'gate') {
    told.decision = trainingJobName ? await findGateDecision(bucket, project, trainingJobName) : undefined;
    if (!told.decision) return 'no decision is recorded';
    const { decision, reason, learningCurve } = told.decision;
    return `${decision}: ${reason}${learningCurve ? `; ${describeCurve(learningCurve)}` : ''}`;
  }
  const champion = await findChampion(own);
  if (!champion) return 'none';
  return `${champion.endpointName} ${(await findEndpointStatus(champion.endpointName)) ?? 'missing'}, smoke test passed`;
}
