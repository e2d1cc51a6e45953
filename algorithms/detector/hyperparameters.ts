import { LABEL_ATTRIBUTE_NAME } from '../../shared/contracts/manifest-line.ts';
import { readHyperparameters } from '../container/hyperparameter-file.ts';
import { type LearningSettings, readLabels, settingsOf } from '../network/learning.ts';
import type { NetworkChoice } from '../network/network-size.ts';
import { HYPERPARAMETERS, OF_THE_DATA } from './hyperparameter-rules.ts';

/** `maxSeconds`: see `trainingBudget`; `flip`: see `findFlip`. */
export interface Hyperparameters extends Omit<LearningSettings, 'batchSize'>, NetworkChoice {
  labelAttributeName: string;
  /** `auto`: quick models say what the labels are worth, see `gatherEvidence`. */
  evidence: 'auto' | 'none';
  /** `auto`: begins with what the champion learned of the same classes. */
  warmStart: 'auto' | 'none';
}

/**
 * Reads `hyperparameters.json`: every value is text, framework SDKs quote it once more. Unknown names pass: built-in
 * algorithms have others.
 * @throws InvalidDocumentError
 */
export function parseHyperparameters(json: string): Hyperparameters {
  const { given, labels } = readLabels(json);
  const read = readHyperparameters({ ...HYPERPARAMETERS, ...OF_THE_DATA }, given, 'hyperparameters.json');
  const { 'batch-size': batchSize, ...values } = read;
  return {
    ...settingsOf(values, labels),
    width: values.width!,
    batchSize: batchSize!,
    labelAttributeName: values['label-attribute-name'] || LABEL_ATTRIBUTE_NAME,
    evidence: values.evidence!,
    warmStart: values['warm-start']!,
  };
}
