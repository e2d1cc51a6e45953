import { kindOf, type WorkerAnswer } from '../../shared/domain/answer-kinds/answer-kinds.ts';
import type { PngCodec } from '../../shared/domain/images/png-pixels.ts';
import type { GoldFeedback } from '../contracts/worker-api.ts';

/** From this score on an answer is as good as the known one. */
const PASS = 0.7;

/**
 * How far a worker's answer agrees with the known one: F1 of shapes of the same label that overlap by half, F1 of
 * painted pixels, equality of a class, Jaccard index of class sets. An answer of another kind agrees with nothing.
 * @param answer undefined when the worker's form could not be read
 * @param labels order = class ids
 */
export function compareWithKnown(
  answer: WorkerAnswer | undefined,
  known: WorkerAnswer,
  labels: readonly string[],
  codec: Pick<PngCodec, 'inflate'>,
): GoldFeedback {
  const given = answer?.kind === known.kind ? answer : undefined;
  const { score, findings } = kindOf(known.kind).compare(given, known, labels, codec);
  return { passed: score >= PASS, score, findings };
}
