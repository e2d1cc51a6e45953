import {
  anyText,
  integerBetween,
  numberBetween,
  oneOf,
  wordOr,
} from '../../shared/domain/training/hyperparameter-rule.ts';

/**
 * What people may set of a network's learning. `max-seconds`, `max-steps` and `threads` have defaults that depend on
 * data or machine.
 */
export const LEARNING = {
  'input-size': wordOr('auto', integerBetween(32, 1024)),
  'max-seconds': numberBetween(1, 28 * 86_400),
  'max-steps': integerBetween(1, 10_000_000),
  'batch-size': integerBetween(1, 64, 16),
  'learning-rate': numberBetween(1e-6, 1, 4e-3),
  seed: integerBetween(0, 2 ** 31, 1),
  flip: oneOf(['auto', 'none', 'horizontal', 'any'], 'auto'),
  pretrained: oneOf(['auto', 'none'], 'auto'),
  backbone: anyText,
  threads: integerBetween(1, 256),
  'checkpoint-seconds': numberBetween(0, 86_400, 10),
};

/** The same where few images make the network itself smaller, see `networkSize`. */
export const SIZED_LEARNING = {
  ...LEARNING,
  width: oneOf(['auto', 'half', 'full'], 'auto'),
  'batch-size': wordOr('auto', integerBetween(1, 64)),
};

/** What says which labels to learn, of which type of task they are and where a manifest's line has them. */
export const OF_THE_DATA = { labels: anyText, 'label-attribute-name': anyText, 'task-type': anyText };
