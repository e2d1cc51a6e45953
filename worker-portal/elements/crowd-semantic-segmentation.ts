import { LabelList } from './label-list.ts';
import type { LabelMask } from './segmentation/label-mask.ts';
import { maskAnswer, maskColours, readGivenMask, type SegmentationAnswer } from './segmentation/mask-answer.ts';
import { MaskElement, type PaintedPicture } from './segmentation/mask-element.ts';

/** `<crowd-semantic-segmentation>`: a label for every pixel; answers as Ground Truth's does. */
export class CrowdSemanticSegmentation extends MaskElement<SegmentationAnswer> {
  protected override buildSide(): HTMLElement[] {
    this.colours = maskColours(this.labels, readGivenMask(this.jsonAttribute('initial-value'))?.colours);
    this.labelList = new LabelList(this.labels, this.colours.slice(1), (index) => this.chooseLabel(index));
    return [this.labelList.element];
  }

  /** The colours stay those of the page, whatever a former answer had. */
  protected override begin(value: unknown): PaintedPicture | undefined {
    const given = readGivenMask(value);
    return given && { picture: given.picture, colours: maskColours(this.labels, given.colours) };
  }

  protected override answerOf(mask: LabelMask): SegmentationAnswer {
    return maskAnswer(mask, this.labels, this.colours);
  }

  protected override chooseLabel(index: number): void {
    this.paintWith(index + 1, this.words.chosenLabel(this.labels[index] ?? ''));
  }
}
