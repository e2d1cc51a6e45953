import { TargetClassifier } from './classifier/text-subject.ts';

/** `<crowd-classifier>`: one category for a text or other content; answers as Ground Truth's does. */
export class CrowdClassifier extends TargetClassifier {
  protected override readonly isMultiple = false;

  /** The category alone: what templates' scripts ask a `change` for. */
  override get value(): string | undefined {
    return this.chosen[0];
  }

  override get _submittableValue(): { label: string } | undefined {
    const label = this.value;
    return label === undefined ? undefined : { label };
  }
}
