import type { MachineKind, SureLabel } from '../../shared/domain/automatic-labeling/kinds/machine-kind.ts';
import type { Decision } from './automation.ts';
import { foldOf } from './cross-fitting.ts';
import type { RoundPredictions } from './round-files.ts';

/** What the models of a round say of each object, read as their folds' thresholds have it. */
export class MachineSays {
  readonly #kind: MachineKind;
  readonly #predictions: RoundPredictions;
  readonly #thresholds: Decision['classThresholds'];

  constructor(kind: MachineKind, predictions: RoundPredictions, thresholds: Decision['classThresholds']) {
    this.#kind = kind;
    this.#predictions = predictions;
    this.#thresholds = thresholds;
  }

  /** undefined: no model could read the object. */
  of(id: string): SureLabel | undefined {
    const said = this.#predictions[id];
    return said ? this.#kind.judge(said, this.#thresholds[foldOf(id)]!) : undefined;
  }

  scoreOf(id: string): number {
    return this.of(id)?.score ?? 0;
  }

  /** Whether the machine's label is what people say of the object. */
  isRight(id: string, truth: unknown): boolean {
    const said = this.#predictions[id];
    return said ? this.#kind.isRight(said, this.#thresholds[foldOf(id)]!, truth) : false;
  }
}
