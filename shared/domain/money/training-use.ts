import type { TrainingUse } from '../../contracts/training.ts';
import { PRICES } from './prices.ts';

/**
 * What spot capacity saved, as SageMaker bills it.
 * @returns the share of the full price, and USD where the instance has a price here; undefined where nothing is known
 */
export function spotSavings(use: TrainingUse): { share: number; usd: number | undefined } | undefined {
  const { seconds, billableSeconds, spot, instanceType } = use;
  if (!spot || !seconds || billableSeconds === undefined) return undefined;
  const hour = Object.entries(PRICES).find(([name]) => name === instanceType)?.[1].usd;
  const saved = Math.max(0, seconds - billableSeconds);
  return { share: saved / seconds, usd: hour === undefined ? undefined : (saved / 3600) * hour };
}

const times = (count: number) => (count === 1 ? 'once' : `${count} times`);

/** Tells people what it took: `trained 312 s on spot capacity, interrupted once, 96 s billed: $0.02 saved (69 %)`. */
export function describeTrainingUse(use: TrainingUse): string {
  const { seconds, billableSeconds, spot, interruptions } = use;
  if (seconds === undefined) return '';
  if (!spot) return `trained ${seconds} s`;
  const saved = spotSavings(use);
  const money = saved?.usd === undefined ? '' : `$${saved.usd.toFixed(2)} saved `;
  return (
    `trained ${seconds} s on spot capacity, ${interruptions ? `interrupted ${times(interruptions)}` : 'never interrupted'}` +
    (saved ? `, ${billableSeconds} s billed: ${money}(${Math.round(100 * saved.share)} %)` : '')
  );
}
