import { TargetClassifier } from './classifier/text-subject.ts';

/** `<crowd-classifier>`: one category for a text or other content; answers as Ground Truth's does. */
export class CrowdClassifier extends TargetClassifier {
  protected override readonly isMultiple = false;

  override get value(): { label: string } | undefined {
    const [label] = this.chosen;
    return label === undefined ? undefined : { label };
  }
}
