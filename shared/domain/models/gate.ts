import type { Project } from '../../contracts/project.ts';
import type { Evaluation, GateDecision } from '../../contracts/training.ts';
import type { BootstrapDifference } from './average-precision.ts';

export interface GateInput {
  challenger: Evaluation;
  /** Scored on the same validation images; null when nothing serves yet. */
  champion: Evaluation | null;
  /** Of mAP@.5, challenger minus champion; null without a champion. */
  difference: BootstrapDifference | null;
  /** mAP@.5 of both on the images that the champion was promoted on; null where there are none. */
  known: { images: number; challenger: number; champion: number } | null;
  gate: Project['gate'];
}

/**
 * Two trainings on the same labels differ by some hundredths on a few dozen images; labels that spoil a model cost tenths
 * (docs/adr/0005).
 */
const KNOWN_TOLERANCE = 0.05;

const three = (value: number) => value.toFixed(3);

/**
 * Decides whether the challenger is deployed. The first model must reach `gate.minimumMap50`; every later one must not be worse
 * than the champion by more than `gate.tolerance` in mAP@.5 on the same images, and not clearly worse (`KNOWN_TOLERANCE`) on those
 * that the champion was promoted on, whose truth no later drop can spoil. The reason is written for people.
 */
export function judge({ challenger, champion, difference, known, gate }: GateInput): GateDecision {
  const judged = { version: 1 as const, challenger, champion, difference, known };
  const ours = three(challenger.map50);
  if (!champion) {
    const enough = challenger.map50 >= gate.minimumMap50;
    return {
      ...judged,
      decision: enough ? 'deploy' : 'keep',
      reason: `the first model's mAP@.5 is ${ours} on ${challenger.images} validation images; gate.minimumMap50 asks for ${three(gate.minimumMap50)}${enough ? '' : ': not deployed'}`,
    };
  }
  if (known && known.challenger < known.champion - Math.max(gate.tolerance, KNOWN_TOLERANCE)) {
    return {
      ...judged,
      decision: 'keep',
      reason: `worse than the champion ${champion.modelName} on the ${known.images} validation images that it was promoted on: mAP@.5 ${three(known.challenger)} against ${three(known.champion)} (on all ${challenger.images}: ${ours} against ${three(champion.map50)}); look at the newest labels; the champion stays`,
    };
  }
  const good = challenger.map50 >= champion.map50 - gate.tolerance;
  const interval = difference
    ? ` (95 % interval of the difference ${three(difference.low)} to ${three(difference.high)})`
    : '';
  const allowed = gate.tolerance > 0 ? `, ${three(gate.tolerance)} worse is allowed` : '';
  return {
    ...judged,
    decision: good ? 'deploy' : 'keep',
    reason: `${good ? 'not worse than' : 'worse than'} the champion ${champion.modelName}: mAP@.5 ${ours} against ${three(champion.map50)} on the same ${challenger.images} validation images${interval}${allowed}${good ? '' : `; ${worstLabels(challenger, champion)}the champion stays`}`,
  };
}

/** The labels that lost most, e.g. `lost most on cat (.91 to .20); `. */
function worstLabels(challenger: Evaluation, champion: Evaluation): string {
  const losses = Object.entries(champion.perLabel)
    .map(([label, score]) => ({ label, before: score.ap50 ?? 0, after: challenger.perLabel[label]?.ap50 ?? 0 }))
    .filter(({ before, after }) => after < before)
    .sort((a, b) => b.before - b.after - (a.before - a.after))
    .slice(0, 2)
    .map(({ label, before, after }) => `${label} (${before.toFixed(2)} to ${after.toFixed(2)})`);
  return losses.length ? `it lost most on ${losses.join(' and ')}; ` : '';
}
