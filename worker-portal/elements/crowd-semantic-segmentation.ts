import { LabelList } from './label-list.ts';
import { BACKGROUND, type LabelMask } from './segmentation/label-mask.ts';
import { maskAnswer, maskColours, readGivenMask, type SegmentationAnswer } from './segmentation/mask-answer.ts';
import { MaskElement, type PaintedPicture } from './segmentation/mask-element.ts';

/** `<crowd-semantic-segmentation>`: a label for every pixel; answers as Ground Truth's does. */
export class CrowdSemanticSegmentation extends MaskElement<SegmentationAnswer> {
  /** The label of each number of the mask, from 1. A label that a script takes away keeps its number. */
  #named: string[] = [];

  protected override buildSide(): HTMLElement[] {
    this.#named = [...this.labels];
    this.colours = maskColours(this.#named, readGivenMask(this.jsonAttribute('initial-value'))?.colours);
    this.labelList = new LabelList(this.labels, this.colours.slice(1), (index) => this.chooseLabel(index));
    return [this.labelList.element];
  }

  /** What was painted of a label that is gone is background. */
  protected override relabelled(): void {
    const { labels } = this;
    const gone = new Set([...this.#named.entries()].flatMap(([at, name]) => (labels.includes(name) ? [] : at + 1)));
    this.#named = [...new Set([...this.#named, ...labels])];
    const given = Object.fromEntries(this.colours.slice(1).map((colour, at) => [this.#named[at]!, colour]));
    this.colours = maskColours(this.#named, given);
    this.labelList.replace(
      labels,
      labels.map((label) => this.colours[this.#named.indexOf(label) + 1]!),
    );
    this.repaint((pixel) => (gone.has(pixel) ? BACKGROUND : pixel));
    this.chooseLabel(this.labelList.chosen);
  }

  /** The colours stay those of the page, whatever a former answer had. */
  protected override begin(value: unknown): PaintedPicture | undefined {
    const given = readGivenMask(value);
    return given && { picture: given.picture, colours: maskColours(this.#named, given.colours) };
  }

  protected override answerOf(mask: LabelMask): SegmentationAnswer {
    return maskAnswer(mask, this.#named, this.colours);
  }

  protected override chooseLabel(index: number): void {
    const label = this.labels[index] ?? '';
    this.paintWith(this.#named.indexOf(label) + 1, this.words.chosenLabel(label));
  }
}
