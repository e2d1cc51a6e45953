import { CrowdElement } from './crowd-element.ts';

export class CrowdBoundingBox extends CrowdElement {
  protected override build(): void {}
  override get value(): unknown {
    return undefined;
  }
  override restore(): void {}
}
