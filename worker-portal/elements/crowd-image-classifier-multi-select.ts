import { ImageClassifier } from './classifier/image-subject.ts';

/** `<crowd-image-classifier-multi-select>`: any number of categories for an image; answers as Ground Truth's does. */
export class CrowdImageClassifierMultiSelect extends ImageClassifier {
  protected override readonly isMultiple = true;

  override get value(): { labels: string[] } {
    return { labels: this.chosen };
  }
}
