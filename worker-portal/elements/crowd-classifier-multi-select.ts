import { TargetClassifier } from './classifier/text-subject.ts';

/**
 * `<crowd-classifier-multi-select>`: any number of categories for a text or other content; answers as Ground Truth's
 * does.
 */
export class CrowdClassifierMultiSelect extends TargetClassifier {
  protected override readonly isMultiple = true;

  override get value(): { labels: string[] } {
    return { labels: this.chosen };
  }
}
