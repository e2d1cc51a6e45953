import type { AutomaticSettings } from '../../shared/domain/automatic-labeling/settings.ts';

/** How good a final model is on held-out images, by the answers that its labels took. */
export interface Curve {
  set: string;
  seed: number;
  settings: AutomaticSettings;
  images: number;
  heldOut: number;
  /** Answers before the first label of the machine; null: it made none so far. */
  firstMachineLabel: number | null;
  /** After the first images and after each round that was followed. */
  rounds: Array<{ answers: number; machine: number; right: number }>;
  /** Final models of people's and the machine's labels, and of as many answers of people by chance. */
  points: Array<{ answers: number; machine: number; automatic: number; random: number }>;
  /** Every image labeled by people. */
  all: number;
}
