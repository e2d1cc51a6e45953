import { anyText, oneOf } from '../../shared/domain/training/hyperparameter-rule.ts';
import { SIZED_LEARNING } from '../network/learning-rules.ts';

/** What people may set. */
export const HYPERPARAMETERS = {
  ...SIZED_LEARNING,
  evidence: oneOf(['auto', 'none'], 'auto'),
  'warm-start': oneOf(['auto', 'none'], 'auto'),
};

/** What says which labels to learn and where a manifest's line has them. */
export const OF_THE_DATA = { labels: anyText, 'label-attribute-name': anyText };
