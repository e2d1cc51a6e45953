import type { AutomaticSettings } from '../../shared/domain/automatic-labeling/settings.ts';

/** How well a final model finds objects on held-out images, by the answers that its labels took. */
export interface Curve {
  set: string;
  seed: number;
  settings: AutomaticSettings;
  images: number;
  heldOut: number;
  /** Of the whole job: answers of people, labels of the machine, how many of these are right as a whole. */
  answers: number;
  machine: number;
  right: number;
  /** Answers before the first label of the machine; null: it made none. */
  firstMachineLabel: number | null;
  /** After each round. */
  automatic: Array<{ answers: number; machine: number; map50: number }>;
  /** As many images chosen by chance. */
  random: Array<{ answers: number; map50: number }>;
  /** Every image labeled by people. */
  all: number;
}
