import { anyText, integerBetween, oneOf, wordOr } from '../../shared/domain/training/hyperparameter-rule.ts';
import { LEARNING } from '../network/learning-rules.ts';

/** What people may set. */
export const HYPERPARAMETERS = {
  ...LEARNING,
  evidence: oneOf(['auto', 'none'], 'auto'),
  width: oneOf(['auto', 'half', 'full'], 'auto'),
  'batch-size': wordOr('auto', integerBetween(1, 64)),
  'warm-start': oneOf(['auto', 'none'], 'auto'),
};

/** What says which labels to learn and where a manifest's line has them. */
export const OF_THE_DATA = { labels: anyText, 'label-attribute-name': anyText };
