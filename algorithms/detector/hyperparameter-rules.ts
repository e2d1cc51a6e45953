import {
  anyText,
  integerBetween,
  numberBetween,
  oneOf,
  wordOr,
} from '../../shared/domain/training/hyperparameter-rule.ts';

/**
 * What people may set. `max-seconds`, `max-steps` and `threads` have defaults that depend on each other or on the
 * machine.
 */
export const HYPERPARAMETERS = {
  'input-size': wordOr('auto', integerBetween(32, 1024)),
  'max-seconds': numberBetween(1, 28 * 86_400),
  'max-steps': integerBetween(1, 10_000_000),
  'batch-size': integerBetween(1, 64, 16),
  'learning-rate': numberBetween(1e-6, 1, 4e-3),
  seed: integerBetween(0, 2 ** 31, 1),
  flip: oneOf(['auto', 'none', 'horizontal', 'any'], 'auto'),
  pretrained: oneOf(['auto', 'none'], 'auto'),
  backbone: anyText,
  evidence: oneOf(['auto', 'none'], 'auto'),
  threads: integerBetween(1, 256),
  'checkpoint-seconds': numberBetween(0, 86_400, 10),
};

/** What says which labels to learn and where a manifest's line has them. */
export const OF_THE_DATA = { labels: anyText, 'label-attribute-name': anyText };
